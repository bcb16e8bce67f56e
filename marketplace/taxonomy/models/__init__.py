from marketplace.taxonomy.models.calendar import Holiday
from marketplace.taxonomy.models.code import Code, CodeFact, Crosswalk
from marketplace.taxonomy.models.dated import DatedRate
from marketplace.taxonomy.models.source import Source

__all__ = ["Code", "CodeFact", "Crosswalk", "DatedRate", "Holiday", "Source"]
