"""Django's settings. What a host may change comes through `env.py`; the rest is here."""

from pathlib import Path

from django.utils.csp import CSP

from config import env as environment

env = environment.read_environment()

BASE_DIR = environment.BASE
SECRET_KEY = env.secret_key
SECRET_KEY_FALLBACKS = env.earlier_secret_keys
LOOPBACK = environment.LOOPBACK
DEBUG = env.debug
ALLOWED_HOSTS = [*LOOPBACK - {"::1"}, "[::1]", env.url.hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [env.url.geturl()]

ROOMS = ("accounts", "practices", "journal")  # our own apps
INSTALLED_APPS = [
    *ROOMS,
    # Without its search for `admin.py` in every app: `accounts.admin` says what is in it.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "accounts.middleware.hide_key_cookies",  # before anything could copy request.META
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.watch_the_disk",
    "accounts.middleware.private_by_default",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accounts.middleware.FormsOfSomeoneElse",  # before the check of their CSRF token
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.refuse_broken_text",  # its page has to know who is signed in
    "accounts.middleware.SignedInOnly",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.keep_no_post_in_the_session",
    "accounts.middleware.as_the_person",
    "accounts.middleware.InvalidFormsAnswer422",
    "accounts.middleware.VaultMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "accounts.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.Jinja2"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("kind",)
CRISPY_TEMPLATE_PACK = "kind"

# --- what is stored ---------------------------------------------------------

DATABASES = {"default": env.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "accounts.signin.session_store"
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
# Nobody stays signed in on a shared computer unless they ticked the box that says so.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": env.cache_url,
            # Away is said soon, and not once a browser has given up.
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        }
        if env.cache_url
        else {
            "BACKEND": "accounts.disk.cache_table.CountingTable",
            "LOCATION": "cache",
            # The default of 300 forgets rate limits under a flood of keys.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    )
}
# Nothing a person sends touches the disk in clear on its way to be sealed.
FILE_UPLOAD_HANDLERS = ["accounts.pictures.upload_handler.InMemoryOnly"]
# It refuses one by one what it has no room for. Here the whole form would be refused.
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
# A refused letter of 5 MB goes back into its box; percent-encoded it can be three times that.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# --- who you are ------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.signin.adapter.ByAddress"]
PASSWORD_HASHERS = ["accounts.vault.hashers.CappedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.signin.password_validators.LongEnough"},
    {"NAME": "accounts.signin.password_validators.NotOneOfMany"},
    {
        "NAME": "accounts.signin.password_validators.NotTheAddress",
        "OPTIONS": {"user_attributes": ["email"]},
    },
]
# Argon2id, p=1: RFC 9106 section 4, second recommended option.
# `cryptography` 50 hangs with more lanes under threads.
VAULT_KDF = {"time_cost": 3, "memory_kib": 64 * 1024}

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "accounts.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Without mail there is no way to confirm an address, nor to hide that one is taken.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if env.sends_mail else "none"
# Made ready like any mail, and sent to nobody (accounts/signin/adapter.py): it takes its time.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = env.sends_mail
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SIGNUP_REDIRECT_URL = "recovery"
ALLAUTH_TRUSTED_PROXY_COUNT = env.proxies
# What differs from allauth's own, or is not among them. `ip` is a network address, `key` what
# was typed. A limit that shows a page ends within a minute: `429.html` promises that.
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords: from one network address for anyone; from one for one account (allauth
    # counts the account alone, and then anyone could keep its owner out); and, against many
    # addresses at once, for one account from everywhere.
    "login_failed": "10/m/ip,5/5m/key",
    "login_failed_anywhere": "200/h/key",
    # Each costs two slow hashes and can mail a stranger.
    "signup": "30/m/ip",
    # One link in three minutes for one address. Asking again sooner says the same and sends none.
    "reset_mail": "1/3m/key",
}
ACCOUNT_FORMS = {
    "login": "accounts.signin.forms.SignInForm",
    "signup": "accounts.signin.forms.SignUpForm",
    "change_password": "accounts.signin.forms.ChangePasswordForm",
    "set_password": "accounts.signin.forms.SetPasswordForm",
    "reset_password": "accounts.signin.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.signin.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.signin.forms.ReauthenticateForm",
    "add_email": "accounts.signin.forms.AddEmailForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False  # a second factor only: a passkey cannot open the vault
MFA_TOTP_ISSUER = "Dear Self"
MFA_ADAPTER = "accounts.signin.second_step.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "accounts.signin.second_step.AuthenticateForm",
    "reauthenticate": "accounts.signin.second_step.ReauthenticateByCodeForm",
    "activate_totp": "accounts.signin.second_step.ActivateTOTPForm",
    "deactivate_totp": "accounts.signin.second_step.DeactivateTOTPForm",
    "generate_recovery_codes": "accounts.signin.second_step.GenerateRecoveryCodesForm",
    "add_webauthn": "accounts.signin.second_step.AddWebAuthnForm",
    "edit_webauthn": "accounts.signin.second_step.EditWebAuthnForm",
    "authenticate_webauthn": "accounts.signin.second_step.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "accounts.signin.second_step.ReauthenticateWebAuthnForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = not env.sends_mail
USERSESSIONS_TRACK_ACTIVITY = False  # it would write a row on every page

DEARSELF_EXIT_URL = env.exit_url
DEARSELF_HOST_NAME = env.host_name
DEARSELF_SIGNUP = env.signup
DEARSELF_QUOTA_MB = env.quota_mb
DEARSELF_DATA = env.data
DEARSELF_RESERVE = (  # a file that hosts know by its name
    Path(env.database["NAME"]).parent / "ballast"
    if env.database["ENGINE"].endswith("sqlite3")
    else None
)
DEARSELF_URL = env.url.geturl()

# --- mail -------------------------------------------------------------------

# With a mail server, mail is kept in an outbox first, so that no request takes longer for it.
MAILERS = (
    {"default": {"BACKEND": "accounts.hosting.outbox.Outbox"}, "transport": env.mailer}
    if env.sends_mail
    else {"default": env.mailer}
)
DEFAULT_FROM_EMAIL = env.mail_from
SERVER_EMAIL = env.mail_from

# --- words and days ---------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
CONTENT = BASE_DIR / "content"  # what writers write, by language
USE_TZ = True
TIME_ZONE = "UTC"

# --- files ------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "config.static_files.StaticFiles"},
}

# --- what browsers are told -------------------------------------------------

KEY_COOKIE_NAME = "__Host-dearself-key" if env.https else "dearself-key"
WORDS_COOKIE_NAME = "__Host-dearself-words" if env.https else "dearself-words"
SESSION_COOKIE_NAME = "__Host-dearself" if env.https else "dearself"
CSRF_COOKIE_NAME = "__Host-csrftoken" if env.https else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.https
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = env.https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.https and env.proxies else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if env.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "accounts.views.locking.csrf_failure"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# --- logs -------------------------------------------------------------------

# One JSON object a line, without anybody's words, addresses or paths: `logs.py` says how.
LOGGING_CONFIG = "config.logs.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.JsonLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's default for this logger mails admins a report with the request's POST data.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # At DEBUG it writes a page's whole context, words and all, for each missing variable.
        "django.template": {"level": "INFO"},
        # At DEBUG it writes what a photograph says of itself: place, camera, owner.
        "PIL": {"level": "INFO"},
        # By default `runserver` writes every path it is asked for.
        "django.server": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # The web server sets up its own before this. It keeps no access log.
        "_granian": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "granian.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
