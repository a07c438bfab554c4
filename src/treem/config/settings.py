"""The one settings file. A switch is an environment variable, read once here, failing loudly.

Nothing in this file starts a server or touches the network: the command line (``treem.config.cli``) makes sure
the database runs before Django needs it.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from treem.db.addresses import address, django_database

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("TREEM_VAR") or ROOT / "var").resolve()


def _flag(name: str, default: str = "") -> bool:
    value = os.environ.get(name, default)
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def _secret() -> str:
    """The signing secret: from ``TREEM_SECRET_KEY``, else made once and kept under ``var/``."""
    named = os.environ.get("TREEM_SECRET_KEY")
    if named:
        return named
    if PRODUCTION:
        raise ImproperlyConfigured("TREEM_SECRET_KEY must be set when TREEM_PRODUCTION=1.")
    kept = VAR / "secret-key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


PRODUCTION = _flag("TREEM_PRODUCTION")
DEBUG = _flag("TREEM_DEBUG")
TESTING = "pytest" in sys.modules
SECRET_KEY = _secret()
ALLOWED_HOSTS = [
    h for h in os.environ.get("TREEM_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",") if h
]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("TREEM_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    # Rooms, low to high. A room without tables, pages or facts yet is a package only.
    "treem.web",
    "treem.lawbook",
    "treem.files",
    "treem.jobs",
    "treem.audit",
    "treem.territory",
    "treem.organisations",
    "treem.notices",
    "treem.documents",
    "treem.duties",
    "treem.indicators",
    "treem.registry",
    "treem.cases",
    "treem.directives",
    "treem.reporting",
    "treem.desk",
    "treem.api",
    "treem.simulation",
    # Kept packages.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    # Last: grants the application role its privileges once every table is there.
    "treem.db",
]

MIDDLEWARE = [
    "treem.web.health.HealthMiddleware",
    "treem.web.middleware.RequestIdMiddleware",
    "treem.web.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "treem.web.middleware.PlainTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "treem.api.middleware.TokenMiddleware",
    "treem.web.language.LanguageMiddleware",
    "treem.web.middleware.NoStoreMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "treem.organisations.middleware.RoleInForceMiddleware",
    "treem.audit.middleware.AuditMiddleware",
    "treem.db.middleware.ScopeMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "treem.web.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "treem.config.urls"
WSGI_APPLICATION = "treem.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "treem.web.context.shell",
            ],
            "builtins": [
                "treem.web.templatetags.ui",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- Database ---------------------------------------------------------------------------------------------

CONNECT_AS = os.environ.get("TREEM_CONNECT_AS", "owner" if TESTING else "app")
if CONNECT_AS not in ("owner", "app"):
    raise ImproperlyConfigured(f"TREEM_CONNECT_AS must be owner or app, not {CONNECT_AS!r}.")
DATABASES = {
    "default": {
        **django_database(address(CONNECT_AS, VAR)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # One transaction a request is laid by ScopeMiddleware; see treem/db/middleware.py for why not here.
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": os.environ.get("TREEM_TEST_DB", "test_treem")},
    }
}
# The application may add to history, never read, change or remove it.
PGHISTORY_DEFAULT_TRACKERS = None
PGTRIGGER_MIGRATIONS = True

# --- Sign-in ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "treem.organisations.backends.RoleBackend",
    "treem.organisations.backends.PasswordBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "full_name", "email")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "treem.organisations.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# Ways out for notices, each off until configured: nothing is sent then, nothing fails for it.
TREEM_ADDRESS = os.environ.get("TREEM_ADDRESS", "").rstrip("/")  # of the pages, for links in letters
TREEM_MAIL_FROM = os.environ.get("TREEM_MAIL_FROM", "")
TREEM_MESSAGE_URL = os.environ.get("TREEM_MESSAGE_URL", "")  # gateway for SMS or Zalo
TREEM_MESSAGE_TOKEN = os.environ.get("TREEM_MESSAGE_TOKEN", "")
# Web push: the private key of the province (PEM, P-256) and a contact (mailto:…) that push services ask for.
TREEM_PUSH_KEY_FILE = os.environ.get("TREEM_PUSH_KEY_FILE", "")
TREEM_PUSH_CONTACT = os.environ.get("TREEM_PUSH_CONTACT", "")
if bool(TREEM_PUSH_KEY_FILE) != bool(TREEM_PUSH_CONTACT):
    raise ImproperlyConfigured("TREEM_PUSH_KEY_FILE and TREEM_PUSH_CONTACT belong together.")
if TREEM_PUSH_KEY_FILE and not Path(TREEM_PUSH_KEY_FILE).is_file():
    raise ImproperlyConfigured(f"TREEM_PUSH_KEY_FILE is not a file: {TREEM_PUSH_KEY_FILE}")
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if TREEM_MAIL_FROM:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ.get("TREEM_MAIL_HOST", "localhost")
    EMAIL_PORT = int(os.environ.get("TREEM_MAIL_PORT", "25"))
    EMAIL_HOST_USER = os.environ.get("TREEM_MAIL_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("TREEM_MAIL_PASSWORD", "")
    EMAIL_USE_TLS = _flag("TREEM_MAIL_STARTTLS")
    EMAIL_USE_SSL = _flag("TREEM_MAIL_TLS")
    EMAIL_TIMEOUT = 15
SOCIALACCOUNT_ADAPTER = "treem.organisations.sign_in.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "treem"
# Failed sign-ins are counted by axes, in the database: allauth counts for each process by itself.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": None}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "treem.organisations.sign_in.username_tried"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_NEVER_LOCKOUT_GET = True

# The province's own sign-on, when there is one (OpenID Connect); it signs in known persons only.
if os.environ.get("TREEM_OIDC_URL"):
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "province",
                    "name": os.environ.get("TREEM_OIDC_NAME", "Đăng nhập một lần của tỉnh"),
                    "client_id": os.environ["TREEM_OIDC_CLIENT_ID"],
                    "secret": os.environ["TREEM_OIDC_SECRET"],
                    "settings": {"server_url": os.environ["TREEM_OIDC_URL"]},
                }
            ]
        }
    }

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- What a browser may do --------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

# --- Language, time, files --------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
CSRF_FAILURE_VIEW = "treem.web.errors.csrf_failure"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
TREEM_FILES_DIR = Path(os.environ.get("TREEM_FILES_DIR", VAR / "files"))
TREEM_KEY_FILE = Path(os.environ.get("TREEM_KEY_FILE", VAR / "keys" / "master-keys.json"))
# A folder with the certificates of the roots whose digital signatures the province trusts; empty: none is trusted.
TREEM_TRUST_DIR = Path(os.environ["TREEM_TRUST_DIR"]) if os.environ.get("TREEM_TRUST_DIR") else None
if TREEM_TRUST_DIR is not None and not TREEM_TRUST_DIR.is_dir():
    raise ImproperlyConfigured(f"TREEM_TRUST_DIR is not a folder: {TREEM_TRUST_DIR}")
# Calls that one token may make in a minute.
TREEM_API_PER_MINUTE = int(os.environ.get("TREEM_API_PER_MINUTE", "120"))
TREEM_PROVINCE = os.environ.get("TREEM_PROVINCE", "14")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "treem.web.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "treem": {"level": "INFO"},
        # Its lines carry addresses of clients and user names; ours are in the audit.
        "axes": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
    },
}
