"""Django's settings and every limit of the floor, each named with its unit.

What changes between installations comes from `config.env`; what a floor calls itself is the `common.Site` row.
"""

from datetime import timedelta
from typing import Literal

from django.utils.translation import gettext_lazy as _

from config import env as environment

env = environment.read()
ROOT = environment.ROOT

# --- Where things are ---
VAR_DIR = env.data_dir
INDEX_DIR = VAR_DIR / "index"
MEDIA_ROOT = VAR_DIR / "files"
STATIC_ROOT = env.static_dir
STATIC_URL = "/static/"
BASE_URL = env.base_url
PORT = env.port
LOOPBACK = env.loopback
ELASTICSEARCH_URL = env.elasticsearch_url
REDIS_URL = env.redis_url
SEARCH_BACKEND = "elasticsearch" if ELASTICSEARCH_URL else "embedded"
SEARCH_INDEX_PREFIX = env.index_prefix
REQUIRE_SERVICES = env.require_services

# --- Django ---
SECRET_KEY = env.secret_key
SECRET_KEY_FALLBACKS = list(env.secret_key_fallbacks)
DEBUG = False
ALLOWED_HOSTS = list(env.allowed_hosts)
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
DATABASES = {"default": env.database}

INSTALLED_APPS = [
    "marketplace.common",
    "marketplace.taxonomy",
    "marketplace.accounts",
    "marketplace.notifications",
    "marketplace.mandates",
    "marketplace.listings",
    "marketplace.needs",
    "marketplace.matches",
    "marketplace.valuation",
    "marketplace.moderation",
    "search",
    "workers",
    "marketplace.seed",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "marketplace.common.web.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "marketplace.common.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "marketplace.accounts.web.middleware.ActorMiddleware",
    "marketplace.accounts.web.sessions.SessionLife",
    "marketplace.accounts.web.middleware.EntryLimits",
    "marketplace.common.web.middleware.CleanInput",
    "marketplace.common.web.limiting.Limits",
    "marketplace.accounts.web.gates.SecondFactorGate",
    "marketplace.accounts.web.gates.TermsGate",
    "marketplace.common.api_repeats.Repeats",
    "marketplace.matches.web.seeing.SeenMatches",
    "marketplace.common.web.middleware.Problems",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "marketplace" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.common.web.context.shell",
            ],
        },
    }
]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "marketplace.common.static.FloorStatic"},
}
STATICFILES_DIRS = [ROOT / "marketplace" / "static"]
WHITENOISE_MAX_AGE = 31_536_000  # One year: hashed names never change their content.

CACHES = {
    "default": (
        {
            "BACKEND": "marketplace.common.cache.ForgetfulRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": SEARCH_INDEX_PREFIX,
            "OPTIONS": {
                "serializer": "marketplace.common.cache.JsonSerializer",  # Never pickle.
                "socket_timeout": 0.5,
                "socket_connect_timeout": 0.5,
            },
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- Language, time, numbers ---
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "marketplace" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["marketplace.formats"]
LANGUAGE_COOKIE_SAMESITE: Literal["Lax"] = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True

# --- Cookies, transport (loopback over http drops only the prefix and Secure) ---
_SECURE = env.https
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if _SECURE else "language"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # No cookie of its own.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_SSL_REDIRECT = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.num_proxies else None
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "marketplace.common.web.errors.csrf_failure"
NUM_PROXIES = env.num_proxies
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # Bytes of a form without files; the longest form has about 60 kB.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Accounts ---
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"  # The locale middleware adds the language.
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "marketplace.accounts.web.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "marketplace.accounts.web.forms.SignupFields"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # GET is pure.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # The same answer and the same work for unknown addresses.
ACCOUNT_EMAIL_NOTIFICATIONS = True  # "Your password was changed."
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # Seconds.
ACCOUNT_CHANGE_EMAIL = True  # One address per person; a new one counts once confirmed.
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False  # Our own limiter counts: RATE_LIMITS below.
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if env.https else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # The adapter puts the floor's name.
MFA_ADAPTER = "marketplace.accounts.web.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "marketplace.accounts.web.passkeys.AddPasskeyForm",
    "edit_webauthn": "marketplace.accounts.web.passkeys.RenamePasskeyForm",
    "login_webauthn": "marketplace.accounts.web.passkeys.LoginPasskeyForm",
    "authenticate_webauthn": "marketplace.accounts.web.passkeys.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "marketplace.accounts.web.passkeys.ReauthenticatePasskeyForm",
}
MFA_RATE_LIMITS = False  # Our own limiter counts.
MFA_TOTP_ISSUER = "Techfloor"
USERSESSIONS_TRACK_ACTIVITY = False  # No write per request.
SECOND_FACTOR_REQUIRED = not LOOPBACK  # Of staff; the floor on one machine offers it.
SESSION_LIMITS = {
    "member": {"idle": timedelta(hours=8), "absolute": timedelta(days=14)},
    "staff": {"idle": timedelta(hours=1), "absolute": timedelta(hours=12)},
}
SESSION_SEEN_SECONDS = 60  # A session in use is written this often, not at every page.
API_TOKENS_MAX = 20  # Live ones per person.
API_TOKEN_DAYS_MAX = 365
API_TOKEN_USED_SECONDS = 600  # "Last used" is written this often, not at every call.
ORGANISATION_VERIFIED_MONTHS = 24
LAPSE_WARNING_DAYS = (60, 30)  # Before the last day of a verification.
INVITATION_DAYS = 14
INVITATIONS_OPEN_MAX = 50  # Unanswered ones of one organisation.
JOIN_OPERATOR_WORKING_DAYS = 10  # A request to join that nobody answers reaches the operator after so many.
ACCOUNTS_SWEEP_ROWS = 500  # Rows of one sweep; the next one takes the rest.
MEMBERS_PAGE_SIZE = 50
ORGANISATIONS_FOUND_MAX = 20  # Of a look for one's organisation by name.

# --- Limits per caller; 0 closes the door, fail_closed: no answer from the store refuses ---
# On the loopback every reader shares one address, and the load is the machine's own: what is public is wider there.
_WIDER = 100 if LOOPBACK else 1
RATE_LIMITS = {
    "pages": {"anonymous": 120 * _WIDER, "person": 300 * _WIDER, "window_seconds": 60},
    "search": {"anonymous": 30 * _WIDER, "person": 60 * _WIDER, "window_seconds": 60},
    "suggest": {"anonymous": 120 * _WIDER, "person": 240 * _WIDER, "window_seconds": 60},
    "api_read": {"anonymous": 60 * _WIDER, "person": 600 * _WIDER, "window_seconds": 60},
    "api_write": {"anonymous": 0, "person": 120, "window_seconds": 60},
    "entry": {"anonymous": 10, "person": 10, "window_seconds": 60, "fail_closed": True},  # Log-in, reset, sign-up.
    "login_failures": {"anonymous": 5, "person": 5, "window_seconds": 300, "fail_closed": True},
    # Invitations and requests to join: each is a mail or a notice to somebody who did not ask for it.
    "joining": {"anonymous": 0, "person": 20, "window_seconds": 86_400, "fail_closed": True},
    "complaints": {"anonymous": 5, "person": 20, "window_seconds": 3_600, "fail_closed": True},
    "setup": {"anonymous": 10, "person": 10, "window_seconds": 60, "fail_closed": True},
    "contacts": {"anonymous": 0, "person": 30, "window_seconds": 86_400, "fail_closed": True},  # Addresses shown.
}

# --- Mail: files below the data folder until a server is named ---
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if env.email else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = "no-reply@localhost"  # The adapter uses the floor's own sender when it is set.
globals().update(env.email)

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

# --- API ---
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["marketplace.accounts.api.authentication.TokenOrSession"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],  # Actions and queries ask rules.
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["marketplace.common.api_parsing.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "marketplace.common.api.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Techfloor",
    "DESCRIPTION": "The floor's public and member API. Every error is application/problem+json (RFC 9457).",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": {"SideEnum": ["need", "listing"]},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "marketplace.common.api_schema.describe_refusals",
    ],
}
IDEMPOTENCY_KEEP_HOURS = 24
IDEMPOTENCY_FLIGHT_SECONDS = (
    120  # No request lasts so long: a key still in flight then was left by a process that died.
)
IDEMPOTENCY_KEY_MAX_CHARS = 100
API_PAGE_SIZE = 25
API_PAGE_SIZE_MAX = 100

# --- Panels: upper apps fill the slots of lower ones (config/panels.py) ---
PANELS_MODULE = "config.panels"

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
RESPONSE_DAYS_MAX = 20
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

# --- Mandates ---
ASSISTANCE_MONTHS = 24  # The longest that a mandate may run; the person is asked again after it.
HANDOVER_CODE_DAYS = 90  # A printed code waits this long for its person to have an address of their own.

# --- Valuation ---
VALUATION_DRAWS_DEFAULT = 2**14
VALUATION_DRAWS_MAX = 2**18

# --- Logs ---
LOG_FORMAT = env.log_format
LOGGING_CONFIG = "marketplace.common.logs.configure"
LOGGING = {"format": LOG_FORMAT}

SILENCED_SYSTEM_CHECKS: list[str] = []
