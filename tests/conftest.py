"""Fixtures for every test: the named people, and what the bigger tests need of the machine."""

import os
import shutil

import pytest

from tests.people import Person, sign_up

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
POSTGRES = os.environ.get("DEARSELF_TEST_POSTGRES", "")
# CI has both, and there nothing may be skipped.
IN_CI = os.environ.get("CI") == "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser walks need Chromium, the PostgreSQL run needs a server. Elsewhere they say so."""
    for item in items:
        in_a_browser = item.get_closest_marker("e2e") and "browser" in getattr(
            item, "fixturenames", ()
        )
        if in_a_browser and not CHROMIUM and not IN_CI:
            item.add_marker(pytest.mark.skip(reason="no Chromium found on this machine"))
        if item.get_closest_marker("postgres") and not POSTGRES and not IN_CI:
            reason = "DEARSELF_TEST_POSTGRES does not name a PostgreSQL server"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def ada(db) -> Person:
    return sign_up("ada")


@pytest.fixture
def ben(db) -> Person:
    return sign_up("ben")


@pytest.fixture
def cleo(db) -> Person:
    return sign_up("cleo")


@pytest.fixture
def sends_mail(settings) -> None:
    """A host with a mail server. What `outbox.deliver` sends stands in `mail.outbox`."""
    settings.MAILERS = {
        "default": {"BACKEND": "accounts.outbox.Outbox"},
        "transport": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
    }
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False
