"""Static files with hashed names; a page still opens where they were not collected yet."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class FloorStatic(CompressedManifestStaticFilesStorage):
    """Hashed, compressed, cached for a year. A name without a hash falls back to itself instead of failing the page."""

    manifest_strict = False
