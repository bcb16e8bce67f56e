"""TEMPORARY placeholder by the lead so that the tree imports: overwrite."""

app_name = "needs"
urlpatterns = []
