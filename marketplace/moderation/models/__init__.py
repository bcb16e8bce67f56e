from marketplace.moderation.models.complaint import TEXT_MAX_CHARS, Complaint, Snapshot

__all__ = ["TEXT_MAX_CHARS", "Complaint", "Snapshot"]
