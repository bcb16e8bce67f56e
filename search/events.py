"""Names of what search tells the floor."""

ALERT = "search.alert"  # A saved search found a publication. Subject: the publication; saved_search=id
NEED_DUE = "search.need_due"  # A need is to be matched soon. Subject: the need; several become one

ALL = (ALERT, NEED_DUE)
