"""Words in flight: what one page sent never takes the place of what another did."""

import pytest

from accounts.models import ParkedWords
from journal.models import Draft
from tests.accounts.test_words_in_flight import UNLOCK, before_the_answer, lock, unlock, written
from tests.pages import NEW, fields_of, send
from tests.people import Person

EVENING = "/journal/days/2026-06-17/evening/"


def bodies(ada: Person) -> list[list[str]]:
    return [draft.open(ada.vault).fields["body"] for draft in Draft.objects.order_by("pk")]


@pytest.mark.parametrize("where", ["keep", "save"])
def test_two_tabs_on_one_draft_both_get_their_words_back(ada, where):
    saved = send(ada, "/journal/drafts/", written(ada, body="Begin.") | {"form": "letter"}).json()
    tabs = [fields_of(ada.browser.get(saved["page"])) for _ in range(2)]
    lock(ada)
    for tab, words in zip(tabs, ["Begin. The first tab.", "Begin. The second."], strict=True):
        path = NEW if where == "keep" else "/journal/drafts/"
        send(ada, path, tab | {"body": words, "form": "letter"})

    ada.browser.get(unlock(ada, UNLOCK))

    assert bodies(ada) == [["Begin. The first tab."], ["Begin. The second."]]


def test_so_do_two_pages_of_one_evening(ada):
    page = written(ada, EVENING, given="Tea.") | {"form": "evening", "day": "2026-06-17"}
    send(ada, "/journal/drafts/", page)
    tabs = [written(ada, EVENING, received="A call."), written(ada, EVENING, effort="The stairs.")]
    lock(ada)
    for tab in tabs:
        send(ada, EVENING, tab)

    ada.browser.get(unlock(ada, UNLOCK))

    said = [draft.open(ada.vault).fields for draft in Draft.objects.order_by("pk")]
    assert [it["received"] for it in said] == [["A call."], [""]]
    assert [it["effort"] for it in said] == [[""], ["The stairs."]]


def test_a_later_state_of_a_page_takes_the_place_of_its_earlier_one(ada):
    """Also where words were taken out of it, and whether it saves by itself or is to be kept."""
    page = written(ada)
    lock(ada)
    send(ada, "/journal/drafts/", page | {"form": "letter", "body": "A long sentence, and more."})
    send(ada, NEW, page | {"body": "Shorter."})

    assert ParkedWords.objects.count() == 1
    ada.browser.get(unlock(ada, UNLOCK))

    assert bodies(ada) == [["Shorter."]]


def test_two_states_sent_in_the_same_moment_stay_within_reach(ada):
    """The browser has no cookie for that page yet, and each answer brings one."""
    page = written(ada)
    lock(ada)
    send(ada, "/journal/drafts/", page | {"form": "letter"})
    with before_the_answer(ada):
        send(ada, NEW, page)

    ada.browser.get(unlock(ada, UNLOCK))

    assert not ParkedWords.objects.exists()
    assert bodies(ada) == [["You came home.\n\nSit <down> & rest. 🌱 שלום"]]
