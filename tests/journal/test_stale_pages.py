"""A page that was left open must not undo what another one did since."""

from uuid import uuid4

from journal.models import Draft, Entry

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

    assert Entry.objects.binned(ada.user).exists()


def test_a_form_in_another_encoding_is_refused(ada):
    sent = "body=words".encode("utf-16")
    kind = "application/x-www-form-urlencoded; charset=utf-16"

    assert ada.browser.generic("POST", NEW, sent, kind).status_code == 400
