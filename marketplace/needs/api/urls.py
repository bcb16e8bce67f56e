"""TEMPORARY placeholder by the lead so that the tree imports: overwrite."""

urlpatterns = []
