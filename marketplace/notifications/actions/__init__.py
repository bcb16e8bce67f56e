from marketplace.notifications.actions.notices import mark_all_read, mark_read, write_notices

__all__ = ["mark_all_read", "mark_read", "write_notices"]
