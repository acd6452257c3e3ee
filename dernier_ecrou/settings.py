"""The one settings file. Everything that differs from one installation to another is read from the environment.

The defaults serve a work tree and the demonstration. A deployment sets DEBUG=false, SECRET_KEY, HTTPS=true,
ALLOWED_HOSTS, DATABASE_URL, EMAIL_URL and DATA_DIR; README.md says how, and `manage.py check --deploy` says what is
missing.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from partners.collector import look_seldom

look_seldom()  # first of all: a start is the most that a process makes

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
# `bin/setup` writes this file, with a key of its own, for `manage.py` in a work tree. An environment that says whether
# it debugs speaks for itself: nothing is then taken from the file.
if "DEBUG" not in os.environ and (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --------------------------------------------------------------------------------------------- What an installation is

DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)
# Invented people, sign-in in one click: refused by `check --deploy` (reporting/checks.py).
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and DEBUG:
    SECRET_KEY = "development-only-" + "0" * 50
elif not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY manque\N{NO-BREAK SPACE}: donnez dans l’environnement une longue suite aléatoire, propre à "
        "cette installation (sur un poste de développement, bin/setup s’en charge)."
    )

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Uploads and published files, and the embedded database unless DATABASE_URL names another. For the owner alone.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
MEDIA_ROOT = DATA_DIR / "files"

# --------------------------------------------------------------------------------------------------------- Application

INSTALLED_APPS = [
    "reporting",
    "cases",
    "partners",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Outermost, so that no answer goes without them: errors, redirects and static files included.
    "partners.middleware.protective_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "partners.middleware.kept_by_no_browser",
    "partners.middleware.acts_after_the_answer",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before whatever may refuse a request.
    "cases.middleware.keeps_what_was_typed",
    "partners.sessions.limited_sessions",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "partners.middleware.EntranceGate",
    "partners.middleware.AddressGate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cases.middleware.FollowsMergedRecords",
]

ROOT_URLCONF = "dernier_ecrou.urls"
WSGI_APPLICATION = "dernier_ecrou.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "partners.context_processors.single_sign_on",
                "reporting.context_processors.demonstration",
                "reporting.context_processors.navigation",
            ],
            "builtins": ["partners.templatetags.french"],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ------------------------------------------------------------------------------------------------------------ Database

# SQLite's own defaults lose writes under load ("database is locked"): BEGIN IMMEDIATE, WAL and a patient wait do not.
# `synchronous=FULL` keeps what was said to be saved when the power goes.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
POSTGRESQL_OPTIONS = {
    "options": "-c statement_timeout=60s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
}

# Reads stay outside write transactions: ATOMIC_REQUESTS is off, a change of state opens its own.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{quote(str(DATA_DIR / 'db.sqlite3'))}")}
given = DATABASES["default"].get("OPTIONS", {})
# A process keeps its connection between two pages: to open one takes a tenth of a page's time.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
match DATABASES["default"].get("ENGINE"):
    case "django.db.backends.sqlite3":
        DATABASES["default"] |= {"OPTIONS": SQLITE_OPTIONS | given}
    case "django.db.backends.postgresql":
        DATABASES["default"] |= {"OPTIONS": POSTGRESQL_OPTIONS | given}
    case _:
        raise ImproperlyConfigured("DATABASE_URL commence par sqlite:// ou postgres://.")

# Shared by the processes: the limits on sign-in attempts are counted here.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# ------------------------------------------------------------------------------------------------------------- Sign-in

AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["partners.authentication.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "partners.accounts_adapter.ClosedAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# Nobody can have mail sent to a stranger; the page answers the same.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Links to choose a password, invitations included, hold over a long weekend.
PASSWORD_RESET_TIMEOUT = 4 * 24 * 60 * 60
ACCOUNT_SESSION_REMEMBER = False
# Whoever changes a password or a second factor is told by mail, and their other sessions end.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# The code by mail follows a password, and never replaces it: there is no page to ask for one.
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED = True
ACCOUNT_FORMS = {"confirm_login_code": "partners.forms.MailCodeForm"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# The proxy that ends TLS adds the client's address.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0

MFA_ADAPTER = "partners.accounts_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "partners.forms.CodeForm",
    "reauthenticate": "partners.forms.CodeAgainForm",
    "generate_recovery_codes": "partners.forms.PrintedCodesForm",
    "activate_totp": "partners.forms.ApplicationForm",
    "add_webauthn": "partners.forms.PasskeyForm",
    "edit_webauthn": "partners.forms.PasskeyNameForm",
    "authenticate_webauthn": "partners.passkey_forms.PasskeyAuthenticateForm",
    "login_webauthn": "partners.passkey_forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "partners.passkey_forms.PasskeyAgainForm",
}
# A code is still good half a minute after the next one shows.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Dernier Écrou"
# The printed sheet.
MFA_RECOVERY_CODE_COUNT = 20
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = timedelta(hours=12)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Single sign-on by OpenID Connect (ProConnect for the SPIP): off unless the first three are given. README.md says how.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="").removesuffix("/.well-known/openid-configuration").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="ProConnect")
# Nothing more is asked for than what finds the account.
OIDC_SCOPES = env.str("OIDC_SCOPES", default="openid email").split()
# The levels (`acr`) that mean two factors; ProConnect's, unless told otherwise.
OIDC_ACR_VALUES = env.str(
    "OIDC_ACR_VALUES",
    default="eidas2 eidas3 eidas0-mfa eidas1-mfa https://proconnect.gouv.fr/assurance/self-asserted-2fa "
    "https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
).split()
# The provider then refuses whoever cannot show two factors; otherwise ours follows.
OIDC_SECOND_FACTOR_REQUIRED = env.bool("OIDC_SECOND_FACTOR_REQUIRED", default=False)
# Addresses of these domains count as verified when the provider does not say (ProConnect never does).
OIDC_VERIFIED_DOMAINS = [domain.lower() for domain in env.list("OIDC_VERIFIED_DOMAINS", default=[])]
if len({bool(OIDC_SERVER_URL), bool(OIDC_CLIENT_ID), bool(OIDC_CLIENT_SECRET)}) > 1:
    raise ImproperlyConfigured("OIDC_SERVER_URL, OIDC_CLIENT_ID et OIDC_CLIENT_SECRET se donnent ensemble.")
if HTTPS and OIDC_SERVER_URL and not OIDC_SERVER_URL.startswith("https://"):
    raise ImproperlyConfigured("OIDC_SERVER_URL commence par https://.")
# Seconds that the provider may take to answer.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

# ------------------------------------------------------------------------------------------------------------ Security

# Half an hour without a request, or ten hours in all (partners/sessions.py); the browser's closing ends it too
# (ACCOUNT_SESSION_REMEMBER). The cookie outlives them, so that whoever comes back is told why.
SESSION_ENGINE = "partners.session_store"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_LONGEST_SECONDS = 10 * 60 * 60
SESSION_COOKIE_AGE = 24 * 60 * 60
# Whoever finds a hole writes here (/.well-known/security.txt).
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
# Where a young person writes, printed on the information notice; without it a line is left to be filled in by hand.
NOTICE_CONTACT = env.str("NOTICE_CONTACT", default="")
# Where the pages are, for the links of messages that no page sends (manage.py remind).
SITE_ADDRESS = env.str("SITE_ADDRESS", default="http://localhost:8000").rstrip("/")
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cases.views.drafts.form_refused"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    MFA_TRUST_COOKIE_NAME = "__Host-mfa_trusted"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's CSS holds its icons
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# ----------------------------------------------------------------------------------------------- Language, files, mail

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
# No other site has a use for them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600},
    },
    "staticfiles": {
        # Not compressed: that took 35 s at each start. A deployment's proxy compresses.
        "BACKEND": f"django.contrib.staticfiles.storage.{'' if DEBUG else 'Manifest'}StaticFilesStorage"
    },
}
# Without EMAIL_URL, messages are written to the console.
vars().update(env.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ne-pas-repondre@localhost")

# Warnings and errors go to the console, where gunicorn or the service manager keeps them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # It tells of every property that means nothing on paper.
        "weasyprint": {"level": "ERROR"},
    },
}
