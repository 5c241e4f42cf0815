"""What could not be kept: one panel says so everywhere, also where a view has forgotten to."""

import json
import re

import pytest
from django.db import IntegrityError, OperationalError
from django.urls import path
from django.views.decorators.http import require_http_methods

from accounts import refused
from accounts.disk.reserve import NoRoom
from accounts.vault.quota import JournalFull
from accounts.vault.sealing import Damaged
from config.urls import urlpatterns as routes
from journal.keeping.keep import Conflict
from journal.models import Entry
from practices.kit.items import Changed
from practices.models import KitItem

WORDS = "You came home."
REFUSED = {
    "a full journal": (JournalFull(5), 507, "Your journal is full"),
    "a full disk": (NoRoom("full"), 503, "Not kept yet"),
    "damage": (Damaged("cut short"), 409, "What stands there cannot be opened"),
    "a page kept first": (Conflict(Entry(), None), 409, "Another page was first"),
    "a kit changed first": (Changed(KitItem(), None), 409, "Another page was first"),
}


@require_http_methods(["GET", "POST"])
def forgetful(request):
    """A view that keeps something and asks nothing."""
    raise forgetful.error


urlpatterns = [path("forgetful/", forgetful), *routes]


@pytest.fixture
def keeping_raises(settings):
    """The error that `/forgetful/` meets."""
    settings.ROOT_URLCONF = __name__

    def meets(error: Exception) -> None:
        forgetful.error = error

    return meets


@pytest.mark.parametrize("what", REFUSED)
def test_a_view_that_forgets_still_says_so_with_the_words_to_copy(ada, keeping_raises, what):
    error, status, title = REFUSED[what]
    keeping_raises(error)

    form = {"body": WORDS, "entry": "", "base": ""}
    answer = ada.browser.post("/forgetful/", form, headers={"Referer": "http://testserver/today/"})

    html = answer.content.decode()
    assert answer.status_code == status
    assert re.findall(r'<h2 id="refused">(.*?)</h2>', html) == [title]
    assert f"{WORDS}</textarea>" in html
    assert "Every word is below, to be copied." in html
    assert 'href="/today/"' in html


def test_where_no_words_came_none_are_spoken_of(ada, keeping_raises):
    keeping_raises(JournalFull(5))

    html = ada.browser.post("/forgetful/").content.decode()

    assert "It may hold 5 MB here, and this would be more." in html
    assert "Every word is" not in html


def test_a_database_that_is_away_has_a_page_that_needs_none(ada, keeping_raises):
    keeping_raises(OperationalError("gone"))

    answer = ada.browser.post("/forgetful/", {"body": WORDS})

    assert answer.status_code == 503
    assert "Dear Self is closed for a moment" in answer.content.decode()


@pytest.mark.parametrize("error", [IntegrityError("twice"), ValueError("nonsense")])
def test_a_mistake_of_ours_is_no_refusal(ada, keeping_raises, error):
    keeping_raises(error)

    with pytest.raises(type(error)):
        ada.browser.post("/forgetful/")


def test_damage_that_a_page_only_reads_is_not_said_to_be_unkept(ada, keeping_raises):
    keeping_raises(Damaged("cut short"))

    with pytest.raises(Damaged):
        ada.browser.get("/forgetful/")


def test_what_is_no_refusal_leaves_the_block():
    with pytest.raises(ValueError, match="nonsense"), refused.caught():
        raise ValueError("nonsense")


def test_a_script_is_told_in_two_sentences():
    with refused.caught() as attempt:
        raise JournalFull(5)

    answer = attempt.as_json()

    full = "Your journal is full. It may hold 5 MB here, and this would be more."
    assert answer.status_code == 507
    assert json.loads(answer.content) == {"error": f"{full} What you had kept is as it was."}
