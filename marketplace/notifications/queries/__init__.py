from marketplace.notifications.queries.notices import notices_of, own_notice, unread_count

__all__ = ["notices_of", "own_notice", "unread_count"]
