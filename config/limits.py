"""Every limit of the floor, named with its unit and its reason; `config.settings` takes them all."""

from config import env as environment

LOOPBACK = environment.read().loopback

# --- Deliveries of notices by mail ---
MAIL_QUIET_HOURS = not LOOPBACK  # Where a person chose nothing; the demo floor mails at once.
MAIL_CAP = 3  # Mails per recipient in the rolling window; the rest joins the next digest.
MAIL_CAP_HOURS = 24
MAIL_GATHER_SECONDS = 10  # Several saved searches that find one publication become one mail.
MAIL_DELIVER_SECONDS = 5  # How often due deliveries are looked for.
MAIL_BATCH = 20  # Mails of one run.
MAIL_RUN_SECONDS = 60  # A run stops taking further mails after this: half of TASK_TIME_LIMIT_SECONDS.
MAIL_RETRY_MINUTES = (1, 5, 15, 60)  # After the n-th try; the last one ever after.
MAIL_GIVE_UP_HOURS = 48
MAIL_REFUSALS_MAX = 2  # Permanent refusals after which an address is flagged and mailed no more.
DIGEST_ITEMS_MAX = 20
DIGEST_ROWS_MAX = 500  # Deliveries that one digest settles; more than DIGEST_ITEMS_MAX are named by their number.
DIGEST_CATCH_UP_HOURS = 12
DELIVERY_LEASE_SECONDS = 180  # Longer than the hard time limit of a task.
DELIVERY_LOST_MAX = 3
DELIVERY_KEEP_DAYS = 90
NOTICE_KEEP_DAYS = 730
UNSUBSCRIBE_DAYS = 180  # How long a link in a mail can switch it off; RFC 8058 senders keep 60 at least.
SUBSCRIPTIONS_MAX = 200  # Choices for single subscriptions per person.

# --- Outbox (reasons: docs/architecture.md) ---
OUTBOX_LEASE_SECONDS = 180  # Longer than the hard time limit of a task, so that two hands never hold one row.
OUTBOX_BATCH = 20
OUTBOX_INDEX_BATCH = 200  # One commit of the index serves this many rows.
OUTBOX_ATTEMPTS_MAX = 8
OUTBOX_LOST_MAX = 3  # A task that kills its own process is parked after this many leases ran out.
OUTBOX_RETRY_BASE_SECONDS = 15
OUTBOX_RETRY_MAX_SECONDS = 900
OUTBOX_UNAVAILABLE_SECONDS = (5, 30)  # A dependency did not answer: the attempt is given back.
OUTBOX_FACTS_MAX_BYTES = 2048
OUTBOX_KEEP_DAYS = 14
OUTBOX_RING_SECONDS = 5
OUTBOX_RING_BATCH = 200
OUTBOX_RING_QUEUE_MAX = 400  # No re-ringing while the broker still holds this many messages of ours.
WORK_IDLE_SECONDS = 1.0  # A worker without a ring looks this often; a ring wakes it at once.
WORK_STOP_SECONDS = 20
HEARTBEAT_SECONDS = 60
HEARTBEAT_DEAD_SECONDS = 300
LEASE_SECONDS = 30  # Index writer and sealer: renewed every third of it.

# --- The reconcile oracle (manage.py reconcile) ---
RECONCILE_EXAMPLES_MAX = 10  # Shown of each sort of finding.
RECONCILE_SETTLE_SECONDS = 300  # Younger work may be under way; older counts as left lying.
RECONCILE_SEAL_SECONDS = 60  # Within this an entry of the log is sealed.
RECONCILE_SEALS_MAX = 1_000_000  # Links of the chain that are followed, the newest; the export has them all.
RECONCILE_OBJECTS_MAX = 100_000  # Of one table, the newest, whose histories are followed.
RECONCILE_CONTENT_MAX = 200  # Documents of one kind, the newest, that are looked for by their own words and codes.
RECONCILE_PUBLICATION_DAYS = 14  # So recent publications are laid beside saved searches.
RECONCILE_PUBLICATIONS_MAX = 200  # Of them, of one kind, the newest.
RECONCILE_SEARCHES_MAX = 500  # Saved searches that are asked about each.

# --- Tasks ---
TASK_TIME_LIMIT_SECONDS = 120
TASK_SOFT_TIME_LIMIT_SECONDS = 100

# --- Search ---
SEARCH_TIMEOUT_SECONDS = 1
SEARCH_ENGINE_TIMEOUT_MS = 800
SEARCH_BULK_TIMEOUT_SECONDS = 10
SEARCH_PAGE_SIZE = 20
SEARCH_PAGE_SIZE_MAX = 100
SEARCH_WINDOW_MAX = 1000  # page × size; beyond that a reader narrows the search.
SEARCH_TEXT_MAX_CHARS = 500
SEARCH_TERMS_MAX = 64
SAVED_SEARCHES_MAX = 50  # Per user.
INDEX_SLICE = 2000  # Documents that a rebuild writes between two normal batches: about 250 ms.
INDEX_COMMIT_SLICES = 100  # Slices between its commits: each leaves segments to merge, a crash repeats these slices.
INDEX_SWEEP_SECONDS = 600
INDEX_OLD_HOURS = 24

# --- Life of things ---
LISTING_LIFE_MONTHS = 12
NEED_LIFE_MONTHS = 6
LISTING_WARN_DAYS = (60, 30, 7)  # Before its last day the owner is told, once each.
NEED_WARN_DAYS = (30, 7)
RESPONSE_DAYS_DEFAULT = 10
IMPORT_BATCH = 200

# --- Conversations and bookmarks ---
QUESTIONS_PER_DAY = 5  # Of one person, on all listings and needs.
QUESTIONS_SHOWN = 20  # Under one page, newest answer first.
CONVERSATION_MESSAGES_SHOWN = 200  # Of one conversation, the last ones.
BLOCKS_MAX = 500  # Live ones, of one organisation.
BOOKMARKS_MAX = 500  # Of one person.
BOOKMARK_COUNT_SHOWN_FROM = 5  # Below that a count would point at a person.

# --- Complaints ---
COMPLAINT_FIRST_LOOK_WORKING_DAYS = 2
COMPLAINT_ANSWER_WORKING_DAYS = 10  # Of the other side.
COMPLAINTS_PER_DAY = 10  # Of one person, or of one address without an account.
COMPLAINT_HOLDS_REPORTED_MAX = 100  # Of holds whose complaint is over, named by one sweep.
COMPLAINT_LINK_DAYS = 365  # How long the link in a receipt shows where a complaint without an account stands.
REPAIR_NOTE_MAX_CHARS = 2_000  # Of a judge's reasons, as a point of the repair list takes them.
TRANSPARENCY_MONTHS = 12  # Covered by the public figures of complaints.

# --- Matches ---
MATCH_CANDIDATES_MAX = 400  # Of one run: by words and codes; only they are compared in full.
# Below these a pair is not shown. On the golden set (tests/search/relevance/matching) two thirds of what lies above is
# at least loosely useful and seven of ten good answers are among it; ten points more lose a third of those.
MATCH_FLOOR_POINTS = 50
MATCH_FLOOR_SUBJECT_PERCENT = 33  # Of the words' own component: two strangers may share place, readiness and licence.
MATCH_FLOOR_OF_BEST_PERCENT = 75  # Of the best pair's score: beside a good answer nobody reads the half-good ones.
MATCHES_PER_NEED_MAX = 20  # New pairs of one run; the page of a need shows ten.
MATCH_READ_SLICE = 200  # Listings whose facts are in memory at once.
MATCH_FACTS_HELD_MAX = 3000  # Listings whose words one process remembers, about 30 kB each.
MATCH_DEBOUNCE_SECONDS = 300  # Edits of one text within this time are compared once.
MATCH_ALL_SECONDS = 86_400  # Between two comparisons of everything.
MATCH_SNAPSHOT_GROWTH_PERCENT = 20  # The words are counted anew once the floor has so many more or fewer listings.
MATCH_SNAPSHOT_LISTINGS_MAX = 20_000  # Counted of a larger floor, evenly: a sample tells how common a word is.
MATCH_SUPPRESSED_DAYS = 180  # A pair that one side dismissed is not proposed again for so long.
MATCH_OWNER_DISMISSALS_MAX = 3  # After so many, that owner's other listings are not proposed to the need either.
MATCH_STALE_DAYS = 30  # A pair that nobody moves goes out.
MATCH_RETURN_DAYS = 30  # A side that was out of view for less brings its pairs back, unannounced.
MATCH_SWEEP_BATCH = 500  # Rows of one sweep; the next one takes the rest.
MATCH_IMPRESSIONS_MAX = 50  # Pairs that one view of a page may log.
MATCH_IMPRESSION_PERSON_DAYS = 30  # After that an impression forgets who saw it, as the search log does.
MATCH_PAGE_SIZE = 20
MATCHES_READ_MAX = 50  # Pairs of one need that its page reads to choose the shown ones from.
MATCHES_SHOWN = 10  # On the page of a need.
MATCH_OWNER_SHOWN_MAX = 2  # Of one owner among them; the rest follow below, in order.
MATCH_NEW_DAYS = 14  # A listing so young has one of the places, while few people saw it.
MATCH_NEW_IMPRESSIONS_MAX = 50
MATCH_REFUSALS_DAYS = 365  # Reasons of refusal that an owner is told, counted over so many days.

# --- Evidence ---
CONTESTED_SHOWN = 100  # Documents of the judge's queue; the next ones come up as these are decided.

# --- Mandates ---
ASSISTANCE_MONTHS = 24  # The longest that a mandate may run; the person is asked again after it.
MANDATE_SWEEP_BATCH = 500  # Rows of one sweep; the next one takes the rest.
REPRESENTED_SHOWN = 50  # Whom one acts for, in the switch of the shell; the list of mandates has them all.
HANDOVER_CODE_DAYS = 90  # A printed code waits this long for its person to have an address of their own.

# --- Valuation ---
VALUATION_DRAWS_DEFAULT = 2**14
VALUATION_DRAWS_MAX = 2**18
