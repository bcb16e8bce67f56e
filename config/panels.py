"""Which panels fill which slots, in order; upper apps fill the pages of lower ones here and nowhere else."""

PANELS: dict[str, tuple[str, ...]] = {
    "shell.account": ("marketplace.accounts.web.panels.shell_account",),
    "shell.bell": ("marketplace.notifications.web.panels.shell_bell",),
    "home.search": ("search.web.panels.home_search",),
    "home.figures": ("search.web.panels.home_figures",),
    "home.needs": ("marketplace.needs.web.panels.home_needs",),
    "home.new": ("marketplace.listings.web.panels.home_new",),
    "my.due": (
        "marketplace.accounts.web.panels.my_first_step",
        "marketplace.listings.web.panels.my_due",
        "marketplace.needs.web.panels.my_due",
    ),
    "my.own": (
        "marketplace.listings.web.panels.my_own",
        "marketplace.needs.web.panels.my_own",
        "marketplace.valuation.web.panels.my_own",
    ),
    "my.new": ("search.web.panels.my_searches",),
    "my.told": ("marketplace.notifications.web.panels.my_told",),
    "staff.queues": ("marketplace.listings.web.panels.staff_queue", "marketplace.needs.web.panels.staff_queue"),
    "organisation.offers": (
        "marketplace.listings.web.panels.organisation_offers",
        "marketplace.needs.web.panels.organisation_offers",
    ),
    "listing.banner": ("search.web.panels.index_state",),
    "listing.price": ("marketplace.valuation.web.panels.listing_price",),
    "listing.aside": ("search.web.panels.similar",),
    "need.next": ("search.web.panels.index_state",),
    "need.aside": ("search.web.panels.similar",),
}
