"""A page that was left open must not undo what another one did since."""

from uuid import uuid4

import pytest

from journal.models import Draft, Entry
from tests.pages import fields_of, send

NEW = "/journal/letters/new/"
SAVE = "/journal/drafts/"


def test_a_stale_keep_leaves_newer_words_in_the_draft(ada):
    page = {"form": "letter", "entry": uuid4(), "draft": uuid4(), "revision": 0}
    ada.browser.post(SAVE, page | {"body": "First."})
    ada.browser.post(SAVE, page | {"revision": 1, "body": "First, and more from the phone."})

    ada.browser.post(NEW, page | {"revision": 1, "body": "Other words."})

    assert Entry.objects.of(ada.user).get().open(ada.vault).body == "Other words."
    draft = Draft.objects.of(ada.user).get()
    assert draft.open(ada.vault).fields["body"] == ["First, and more from the phone."]


def test_a_save_of_another_form_is_written_over_no_draft(ada):
    page = {"entry": uuid4(), "draft": uuid4(), "base": 1, "body": "We sat."}
    ada.browser.post(SAVE, page | {"form": "memory", "revision": 0, "saw": "Grey boats"})

    ada.browser.post(SAVE, page | {"form": "letter", "revision": 1, "to": "Ada"})

    memory, letter = Draft.objects.of(ada.user).order_by("pk")
    assert (memory.form, memory.open(ada.vault).fields["saw"]) == ("memory", ["Grey boats"])
    assert (letter.form, letter.open(ada.vault).fields["to"]) == ("letter", ["Ada"])


def test_keeping_one_form_lets_no_draft_of_another_go(ada):
    page = {"entry": uuid4(), "draft": uuid4(), "body": "We sat."}
    ada.browser.post(SAVE, page | {"form": "memory", "revision": 0, "saw": "Grey boats"})

    ada.browser.post(NEW, page | {"revision": 1})

    assert Draft.objects.of(ada.user).get().open(ada.vault).fields["saw"] == ["Grey boats"]


@pytest.mark.parametrize("path", ["edit", "reply"])
def test_words_for_a_page_that_was_deleted_for_good_come_back_to_be_copied(ada, path):
    gone = ada.letter("You came home.")
    form = fields_of(ada.browser.get(f"/journal/{gone.uuid}/edit/"))
    gone.delete()

    answer = send(ada, f"/journal/{gone.uuid}/{path}/", form | {"body": "Late, with soup."})
    without = ada.browser.post(f"/journal/{gone.uuid}/{path}/", {})

    assert (answer.status_code, without.status_code) == (404, 404)
    assert "Late, with soup.</textarea>" in answer.content.decode()
    assert "What they were for is not there any more" in answer.content.decode()
    assert "</textarea>" not in without.content.decode()
    assert not Entry.objects.exists()


def test_each_unfinished_version_of_what_was_deleted_for_good_can_be_gone_on_with(ada):
    letter = ada.letter("You came home.")
    page = {"form": "letter", "entry": letter.uuid, "base": 1}
    drafts = {name: uuid4() for name in ("Early.", "Late.")}
    for body, draft in drafts.items():
        ada.browser.post(SAVE, page | {"draft": draft, "body": body})
    letter.delete()

    for body, draft in drafts.items():
        there = Draft.objects.get(uuid=draft).get_absolute_url()
        answer = ada.browser.get(there, follow=True)
        assert (answer.status_code, fields_of(answer)["body"]) == (200, [body])


def test_what_was_unfinished_of_a_damaged_one_can_be_gone_on_with(ada):
    letter = ada.letter("You came home.")
    page = {"form": "letter", "entry": letter.uuid, "base": 1, "draft": uuid4()}
    ada.browser.post(SAVE, page | {"body": "Late, with soup."})
    Entry.objects.update(content=b"damaged")

    form = ada.browser.get(f"/journal/{letter.uuid}/edit/", follow=True)
    again = send(ada, NEW, fields_of(form))
    kept = send(ada, NEW, fields_of(again))

    assert fields_of(form)["body"] == ["Late, with soup."]
    assert (again.status_code, kept.status_code) == (409, 302)
    assert Entry.objects.exclude(pk=letter.pk).get().open(ada.vault).body == "Late, with soup."


def test_a_letter_begun_on_the_page_of_a_memory_goes_on_as_a_letter(ada):
    sent = {"entry": uuid4(), "saw": "Grey boats"}
    ada.browser.post("/journal/memories/new/", sent)
    draft = uuid4()
    page = {"form": "letter", "entry": sent["entry"], "base": 1, "draft": draft}
    ada.browser.post(SAVE, page | {"to": "Rosa", "body": "We sat."})

    letter = ada.browser.get(Draft.objects.get().get_absolute_url(), follow=True)
    memory = ada.browser.get(f"/journal/{sent['entry']}/edit/")

    assert letter.redirect_chain == [(f"{NEW}?draft={draft}", 302)]
    assert (fields_of(letter)["to"], fields_of(letter)["body"]) == (["Rosa"], ["We sat."])
    assert (fields_of(memory)["saw"], fields_of(memory)["body"]) == (["Grey boats"], [""])
    assert send(ada, NEW, fields_of(letter)).status_code == 302
    kinds = {it.kind: it.open(ada.vault).body for it in Entry.objects.of(ada.user)}
    assert kinds == {"memory": "", "letter": "We sat."}


def test_a_letter_begun_on_a_memorys_page_hides_no_unfinished_change_of_the_memory(ada):
    memory = uuid4()
    ada.browser.post("/journal/memories/new/", {"entry": memory, "saw": "Grey boats"})
    page = {"entry": memory, "base": 1}
    changed = {"form": "memory", "draft": uuid4(), "saw": "Grey boats, two"}
    ada.browser.post(SAVE, page | changed)
    ada.browser.post(SAVE, page | {"form": "letter", "draft": uuid4(), "body": "We sat."})

    form = fields_of(ada.browser.get(f"/journal/{memory}/edit/"))

    assert form["saw"] == ["Grey boats, two"]


def test_half_a_day_that_names_a_letter_goes_on_as_half_a_day(ada):
    letter, draft = ada.letter("You came home."), uuid4()
    page = {"form": "evening", "day": ada.user.joined.date(), "entry": letter.uuid}
    ada.browser.post(SAVE, page | {"draft": draft, "given": "Soup."})

    answer = ada.browser.get(f"/journal/{letter.uuid}/edit/", {"draft": draft}, follow=True)

    assert fields_of(answer)["given"] == ["Soup."]


def test_a_form_opened_before_two_days_became_one_is_shown_both(ada):
    day = ada.day(ada.user.joined.date(), given="Tea.")
    path = f"/journal/days/{day.day}/evening/"
    ada.browser.post(f"/journal/{day.uuid}/delete/")
    ada.browser.post(path, {"given": "Soup."})
    base = Entry.objects.of(ada.user).get().evening_at.isoformat()
    ada.browser.post(f"/journal/{day.uuid}/restore/", {"both": "1"})

    answer = ada.browser.post(path, {"given": "Soup, again.", "base": base})

    assert answer.status_code == 409
    assert "Tea." in answer.content.decode()


def test_asking_only_for_the_head_of_a_page_restores_nothing(ada):
    letter = ada.letter()
    ada.browser.post(f"/journal/{letter.uuid}/delete/")

    ada.browser.head(f"/journal/{letter.uuid}/restore/")

    assert Entry.objects.with_closed(ada.user).in_bin().exists()


def test_a_form_in_another_encoding_is_refused(ada):
    sent = "body=words".encode("utf-16")
    kind = "application/x-www-form-urlencoded; charset=utf-16"

    assert ada.browser.generic("POST", NEW, sent, kind).status_code == 400
