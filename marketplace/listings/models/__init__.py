from marketplace.listings.models.details import ServiceDetails, TechnologyDetails
from marketplace.listings.models.listing import Addressed, Listing
from marketplace.listings.models.review import ReviewPoint
from marketplace.listings.models.revision import Revision
from marketplace.listings.models.rows import Claim, IpRight

__all__ = [
    "Addressed",
    "Claim",
    "IpRight",
    "Listing",
    "ReviewPoint",
    "Revision",
    "ServiceDetails",
    "TechnologyDetails",
]
