"""What every object with a life of its own carries."""

from django.db import models


class Versioned(models.Model):
    """Two numbers: `version` counts edits and is the ETag, `index_version` counts changes of the search document."""

    version = models.PositiveIntegerField(default=1, editable=False)
    index_version = models.PositiveBigIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True
