"""Names of what search tells the floor."""

ALERT = "search.alert"  # A saved search found a publication. Subject: the publication; saved_search=id

ALL = (ALERT,)
