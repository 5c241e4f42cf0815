"""Under https: what browsers are told, by a process whose settings say so."""

import json
import os
import subprocess
import sys

import pytest

from config.env import BASE

PROGRAM = """
import json
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from django.conf import settings
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
browser = Client(headers={"Host": "journal.example.org"})
inside = {"secure": True}
plain = browser.get("/accounts/login/")
browser.get("/accounts/signup/", **inside)
new = {"email": "ada@example.org", "password1": "three unrelated words"}
answer = browser.post("/accounts/signup/", new, **inside)
print(json.dumps({
    "plain": [plain.status_code, plain.headers.get("Location")],
    "status": answer.status_code,
    "headers": dict(answer.headers),
    "cookies": {
        name: [morsel["secure"], morsel["path"], morsel["domain"], morsel["samesite"]]
        for name, morsel in browser.cookies.items()
    },
    "http-only": {name: morsel["httponly"] for name, morsel in browser.cookies.items()},
}))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("https")
    (folder / "static").mkdir()  # WhiteNoise warns of a folder that is not there
    environment = {
        "PATH": os.environ["PATH"],
        "DEARSELF_DATA": str(folder),
        "DEARSELF_URL": "https://journal.example.org",
        "DEARSELF_PROXIES": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=BASE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_plain_http_leads_to_https(said):
    assert said["plain"] == [301, "https://journal.example.org/accounts/login/"]


def test_browsers_are_told_to_insist_on_https(said):
    told = said["headers"]["Strict-Transport-Security"]

    assert told == "max-age=31536000; includeSubDomains; preload"


def test_cookies_are_secure_and_bound_to_this_host(said):
    assert said["status"] == 302
    assert said["cookies"] == {
        "__Host-csrftoken": [True, "/", "", "Lax"],
        "__Host-dearself": [True, "/", "", "Lax"],
        "__Host-dearself-key": [True, "/", "", "Lax"],
    }
    assert said["http-only"] == dict.fromkeys(said["cookies"], True)
