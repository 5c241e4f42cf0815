"""Ada and Ben as they were, in a database that was upgraded once for all tests of this folder."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.vault import keys
from tests.people import PASSWORD, Person, sign_in
from tests.upgrade.browsing import EXPECTED, browser
from tests.upgrade.database import upgraded

LATER = timedelta(minutes=5)  # after the last page was opened there: as long as an upgrade takes


@pytest.fixture(scope="package", autouse=True)
def upgraded_database(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    signed_with = EXPECTED["secret_key"]
    assert signed_with == settings.SECRET_KEY, "the forms and cookies are signed with another"
    with django_db_blocker.unblock(), upgraded(tmp_path_factory.mktemp("upgrade")):
        yield


@pytest.fixture(autouse=True)
def a_little_later(db: None) -> Iterator[None]:
    with time_machine.travel(datetime.fromisoformat(EXPECTED["now"]) + LATER):
        yield


@pytest.fixture
def ada() -> Person:
    """Her password opens her journal, and her visit from before is still open."""
    return _person("ada", browser("open"))


@pytest.fixture
def ben() -> Person:
    found = _person("ben", Client())
    found.browser = sign_in(found.user)
    return found


def _person(name: str, where: Client) -> Person:
    known = EXPECTED["people"][name]
    user = User.objects.get(email=known["email"])
    opened = keys.open_with_password(user, PASSWORD)
    return Person(user, opened, known.get("recovery_key", ""), where)
