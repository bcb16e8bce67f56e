from marketplace.taxonomy.actions.editing import keep_code, save_row
from marketplace.taxonomy.actions.loading import LoadReport, load_codes

__all__ = ["LoadReport", "keep_code", "load_codes", "save_row"]
