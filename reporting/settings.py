"""All settings, from environment variables with safe defaults.

PORTAL_MODE is ``production`` by default; ``demo`` and ``test`` need no secrets.
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from reporting.environment import (
    BASE_DIR,
    database_from_url,
    env,
    env_list,
    env_required,
    first_address,
    mail_from_url,
    openid_connect,
    origin,
)

MODE = env("MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured("PORTAL_MODE must be production, demo or test.")
IN_PRODUCTION = MODE == "production"

DEBUG = False
if IN_PRODUCTION:
    SECRET_KEY = env_required("SECRET_KEY", "a long random text, kept secret.")
    ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("Set PORTAL_ALLOWED_HOSTS: the host names, with commas between.")
else:
    SECRET_KEY = env("SECRET_KEY", "not-secret-only-for-demo-and-tests-0123456789-0123456789")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver", *env_list("ALLOWED_HOSTS")]

# As people reach the portal, in mail: https://rapporter.example.se, with no slash at its end.
OWN_ADDRESS = first_address(ALLOWED_HOSTS) if IN_PRODUCTION else "http://127.0.0.1:8000"
PORTAL_ADDRESS = env("ADDRESS", OWN_ADDRESS).rstrip("/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "reporting",
    "budgets",
    "goals",
    "internal_control",
]

# Section classes of chapters: the core knows them by these names alone.
REPORT_SECTIONS = [
    "reporting.sections.TextSection",
    "reporting.core_sections.cover_memo.CoverMemoSection",
    "reporting.core_sections.highlights.HighlightsSection",
    "reporting.core_sections.deviations.DeviationsSection",
    "budgets.sections.statement.StatementSection",
    "budgets.sections.statement.InvestmentSection",
    "budgets.sections.statement.ChangesSection",
    "budgets.sections.members.MembersSection",
    "budgets.sections.members.AllocationSection",
    "budgets.sections.measures.MeasuresSection",
    "goals.sections.decisions.DecisionsSection",
    "goals.sections.goals.GoalsSection",
    "goals.sections.council.CouncilGoalsSection",
    "goals.sections.staff.StaffFiguresSection",
    "internal_control.sections.matrix.MatrixSection",
    "internal_control.sections.plan.PlanSection",
    "internal_control.sections.follow_ups.FollowUpsSection",
    "internal_control.sections.measures.MeasuresSection",
]

# Swedish dictionary of the spelling check: a path without .aff and .dic. Without it the check is off.
SPELLING_DICTIONARY = env("SPELLING_DICTIONARY", "/usr/share/hunspell/sv_SE")

# Template of Word reports: a .docx with the styles named in reporting/renderers/word/styles.py.
WORD_TEMPLATE = env("WORD_TEMPLATE", str(BASE_DIR / "reporting/renderers/word/template.docx"))

# Importers of chapters. Workbooks and CSV files are read by the core.
REPORT_IMPORTERS = ["budgets.ledger.importer.SieImporter"]

# Counts that chapters offer each other.
REPORT_MEASUREMENTS = ["goals.measurements.DECISIONS"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "reporting.views.refusals.PagesOfRefusals",
    "reporting.login.sessions.SessionLimits",
    "reporting.login.local_accounts.LogInFirst",
    "reporting.login.local_accounts.OwnPasswordFirst",
    "reporting.login.second_factor.SecondFactorFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "reporting.urls"
WSGI_APPLICATION = "reporting.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Tests must never touch var/portal.sqlite3, which holds a developer's own data.
DEFAULT_DATABASE = "sqlite:///var/test.sqlite3" if MODE == "test" else "sqlite:///var/portal.sqlite3"
DATABASES = {"default": database_from_url(env("DATABASE_URL", DEFAULT_DATABASE))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Counts log-in attempts: shared by all workers, and large enough that a flood of made-up names
    # can't evict the count of the account under attack.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Rendered blocks by digest: never stale, so each process may have its own.
    "blocks": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "blocks",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
    # Pages and documents of reports not adopted, each with its statements: reporting/database/unchanged.py.
    "unchanged": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "unchanged",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
    # What was read of the latest small uploaded files, by digest.
    "read_files": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "read_files",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 8},
    },
}

AUTH_USER_MODEL = "reporting.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "reporting.login.passwords.NotOfThePortalsWords"},
]
LOGIN_REDIRECT_URL = "report_list"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "reporting.login.local_accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address without an account gets no mail
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# A session ends after so long without a request, and after so long in any case. What is typed stays in the page.
SESSION_IDLE = timedelta(minutes=int(env("SESSION_IDLE_MINUTES", "60")))
SESSION_LONGEST = timedelta(hours=int(env("SESSION_HOURS", "12")))
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
# The kommun's own log-in: Entra ID, Keycloak or another OpenID provider. See docs/log-in.md.
OIDC_SERVER = env("OIDC_SERVER")
if IN_PRODUCTION and OIDC_SERVER and not OIDC_SERVER.startswith("https://"):
    raise ImproperlyConfigured("PORTAL_OIDC_SERVER must begin with https://.")
SOCIALACCOUNT_PROVIDERS = openid_connect(
    OIDC_SERVER,
    name=env("OIDC_NAME"),
    client_id=env("OIDC_CLIENT_ID"),
    secret=env("OIDC_SECRET"),
    scope=env("OIDC_SCOPE"),
    groups_claim=env("OIDC_GROUPS_CLAIM"),
)
REQUIRE_SSO = env("REQUIRE_SSO") == "1"
if REQUIRE_SSO and not OIDC_SERVER:
    raise ImproperlyConfigured("PORTAL_REQUIRE_SSO needs PORTAL_OIDC_SERVER: nobody could log in.")
SOCIALACCOUNT_ADAPTER = "reporting.login.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # a person is issuer and subject, never a mail
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
# Who has to have a second factor to get further than to its page: "administrators", "everyone", or no one ("").
SECOND_FACTOR = env("SECOND_FACTOR")
if SECOND_FACTOR not in {"", "administrators", "everyone"}:
    raise ImproperlyConfigured("PORTAL_SECOND_FACTOR must be administrators, everyone or empty.")
MFA_ADAPTER = "reporting.login.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Nämndrapport"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up by oneself, so that a mail proves nothing
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IN_PRODUCTION  # http://localhost
MFA_FORMS = {
    "activate_totp": "reporting.login.forms.ActivateForm",
    "authenticate": "reporting.login.forms.CodeForm",
    "reauthenticate": "reporting.login.forms.CodeAgainForm",
    "add_webauthn": "reporting.login.forms.KeyForm",
}
# In production one proxy stands in front; the client's address is the one it added last.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("PROXIES", "1" if IN_PRODUCTION else "0"))
# The key is a name at an address (AccountAdapter): the longer one guesses, the longer one waits.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key,10/h/key,20/d/key",
    "first_run": "10/m/ip,30/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
}

# Without PORTAL_MAIL_URL mail is printed in the demo, kept in tests, and not written at all in production: a log is no
# place for one-time links.
SENDS_MAIL = bool(env("MAIL_URL")) or not IN_PRODUCTION
globals().update(mail_from_url(env("MAIL_URL", "memory:" if MODE == "test" else "console:")))
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env("MAIL_FROM", "Nämndrapport <namndrapport@localhost>")
SHOW_MAIL = MODE == "demo"  # texts on the page of what was sent
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds that a one-time link holds

# What is made in the background, by manage.py run_worker.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # it would print the year as "2 026"

STATIC_URL = "/static/"
# Only production collects static files; elsewhere they are served in place.
STATIC_ROOT = BASE_DIR / "staticfiles" if IN_PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not IN_PRODUCTION
WHITENOISE_AUTOREFRESH = MODE == "test"  # else each test client lists every static file: 50 ms
if IN_PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "reporting.static_files.HashedStaticFiles"},
    }

# PDF files, by digest; may be emptied at any time
RENDERED_DIR = Path(env("RENDERED_DIR", str(BASE_DIR / "var" / "rendered")))
ADOPTED_DIR = BASE_DIR / "var" / "adopted"  # files of adopted reports: backed up with the database
RENDER_SECONDS = float(env("RENDER_SECONDS", "120"))  # the longest that a PDF may take
# A seal on the PDF of an adopted report; off if neither is set. Needs the extra "seal"; made in renderers/pdf/seal.py.
SEAL_FILE = env("SEAL_FILE", "")  # PKCS#12: the kommun's certificate and key
SEAL_PASSWORD = env("SEAL_PASSWORD", "")
SEAL_TIMESTAMP_URL = env("SEAL_TIMESTAMP_URL", "")  # of an authority that answers as RFC 3161
SEAL_SECONDS = 20  # the longest that it may take
READING_DIR = BASE_DIR / "var" / "reading"  # whose file is being read; may be emptied at any time
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# How much a table holds; what a page may send follows from it, for the button sends all of a section's grids.
MOST_ROWS = 500
DATA_UPLOAD_MAX_NUMBER_FIELDS = MOST_ROWS * 50  # tests/reporting/test_limits.py counts them
DATA_UPLOAD_MAX_MEMORY_SIZE = MOST_ROWS * 20_000  # bytes

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = IN_PRODUCTION
CSRF_COOKIE_SECURE = IN_PRODUCTION
if IN_PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"  # static/js/editor/sending.js reads it
    SECURE_SSL_REDIRECT = env("SSL_REDIRECT", "1") == "1"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [origin(host) for host in ALLOWED_HOSTS]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"reporting.login": {"level": "INFO" if IN_PRODUCTION else "WARNING"}},
}
