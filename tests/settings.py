"""The project's settings, with cheap hashing, plain static files and nothing on disk."""

import os
import tempfile

os.environ.setdefault("DEARSELF_SECRET_KEY", "only-for-tests")
_folder = tempfile.TemporaryDirectory(prefix="dear-self-tests-")  # gone when the tests end
os.environ["DEARSELF_DATA"] = _folder.name

from config.settings import *  # noqa: E402, F403 - these are the project's settings, changed below
from config.settings import STATIC_ROOT, STORAGES  # noqa: E402 - as above

STATIC_ROOT.mkdir()  # WhiteNoise warns of a folder that is not there
VAULT_KDF = {"time_cost": 1, "memory_kib": 8}
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
ACCOUNT_RATE_LIMITS = False  # its own tests turn them on
MFA_TOTP_TOLERANCE = 1  # the half minute of a code may turn between making and sending it
LOGGING_CONFIG = "logging.config.dictConfig"  # an error that ends the tests is told whole
