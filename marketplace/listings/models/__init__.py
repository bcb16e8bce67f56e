from marketplace.listings.models.details import ServiceDetails, TechnologyDetails
from marketplace.listings.models.evidence import Evidence
from marketplace.listings.models.listing import Addressed, Listing
from marketplace.listings.models.review import ReviewPoint
from marketplace.listings.models.revision import Revision
from marketplace.listings.models.rows import UNPUBLISHED_FILING, Claim, IpRight

__all__ = [
    "UNPUBLISHED_FILING",
    "Addressed",
    "Claim",
    "Evidence",
    "IpRight",
    "Listing",
    "ReviewPoint",
    "Revision",
    "ServiceDetails",
    "TechnologyDetails",
]
