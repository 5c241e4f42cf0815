"""A page that was open across the upgrade sends its form to the new release: no word is lost."""

from typing import Any

import pytest

from tests.upgrade.browsing import SIGN_IN, UNLOCK, browser, come_in, press, send, text_of
from tests.upgrade.database import frozen
from tests.upgrade.standing import Standing

PAGES: dict[str, dict[str, Any]] = {page["name"]: page for page in frozen("pages")}
SAVES_BY_ITSELF = [name for name, page in PAGES.items() if "saved" in page]
# One of each form. That all of them are taken, and drafted, is asked of each page.
IN_FLIGHT = [
    "a letter to be closed", "a change of a letter", "a new memory", "a new note",
    "a note of setback", "a morning", "an evening on Today",
]  # fmt: skip
# Their answers become part of the kit. Which of the lines find a place there is not said here.
INTO_THE_KIT = {"a note of three-lines", "a note of care-menu", "a sitting with three-lines"}


def typed_into(page: dict[str, Any]) -> set[str]:
    """What somebody wrote on it: each box was filled with its name and the page's."""
    ends = (page["name"], ", and more")
    return {text for _name, text in page["sent"] if text.endswith(ends)}


def without_marks(draft: dict[str, Any]) -> dict[str, Any]:
    """A draft without `held`, which was the page's own once and holds no words."""
    return draft | {"fields": {name: it for name, it in draft["fields"].items() if name != "held"}}


def not_found(page: dict[str, Any], before: Standing, *answers: Any) -> set[str]:
    """What was typed into a page, and stands neither on an answer nor in a draft."""
    shown = " ".join(text_of(answer) for answer in answers)
    drafts = before.since().get("drafts", [])
    in_drafts = {text for it in drafts for texts in it["fields"].values() for text in texts}
    return {text for text in typed_into(page) - in_drafts if " ".join(text.split()) not in shown}


@pytest.mark.parametrize("name", PAGES)
def test_what_an_open_page_sends_becomes_what_it_became(ada, name):
    page, before = PAGES[name], Standing(ada)

    answer = send(ada.browser, page["action"], page["sent"])

    leave = {"kit"} if name in INTO_THE_KIT else set()
    became = {what: it for what, it in before.since().items() if what not in leave}
    assert answer.status_code == 302
    assert became == {what: it for what, it in page["kept"].items() if what not in leave}


@pytest.mark.parametrize("name", SAVES_BY_ITSELF)
def test_what_an_open_page_saves_by_itself_is_the_draft_it_was(ada, name):
    page, before = PAGES[name], Standing(ada)

    answer = send(ada.browser, "/journal/drafts/", page["sent"] + page["draft"])

    saved = {what: [without_marks(it) for it in them] for what, them in page["saved"].items()}
    assert answer.status_code == 200
    assert before.since() == saved


@pytest.mark.parametrize("name", IN_FLIGHT)
def test_what_an_open_page_sends_once_it_is_locked_comes_back(ada, name):
    page, before = PAGES[name], Standing(ada)
    press(ada.browser, "/today/", "/accounts/lock/")

    answer = send(ada.browser, page["action"], page["sent"])
    came = come_in(ada.browser, UNLOCK)

    assert not_found(page, before, answer, came) == set()


@pytest.mark.parametrize("name", IN_FLIGHT)
def test_what_an_open_page_sends_once_it_is_signed_out_comes_back(ada, name):
    page, before = PAGES[name], Standing(ada)
    press(ada.browser, "/today/", "/accounts/logout/")

    answer = send(ada.browser, page["action"], page["sent"])
    came = come_in(ada.browser, SIGN_IN)

    assert not_found(page, before, answer, came) == set()


def test_what_a_page_sends_that_grew_old_comes_back(ada):
    """Its token is of a visit that another has taken the place of in this browser."""
    page, before, where = PAGES["a new letter"], Standing(ada), browser("idle")
    come_in(where, UNLOCK)

    answer = send(where, page["action"], page["sent"])
    came = where.get(answer["Location"], follow=True) if answer.status_code == 302 else answer

    assert before.since().keys() <= {"drafts"}
    assert not_found(page, before, answer, came) == set()


def test_what_ada_typed_is_not_shown_to_ben_nor_kept_for_him(ada, ben):
    page, before = PAGES["a new letter"], (Standing(ada), Standing(ben))

    answer = send(ben.browser, page["action"], page["sent"])

    assert answer.status_code in {403, 404}
    assert [it.since() for it in before] == [{}, {}]
    assert [text for text in typed_into(page) if text in text_of(answer)] == []
