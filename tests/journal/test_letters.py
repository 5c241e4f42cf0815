"""Writing a letter at `/journal/letters/new/`, reading it, changing it."""

from uuid import uuid4

from journal.models import Entry

NEW = "/journal/letters/new/"


def test_a_kept_letter_is_read_as_it_was_written(ada):
    said = {"entry": uuid4(), "title": "The coat", "body": "You came home.\n\nSit down."}

    answer = ada.browser.post(NEW, said, follow=True)

    letter = Entry.objects.of(ada.user).get()
    assert answer.redirect_chain == [(f"/journal/{letter.uuid}/", 302)]
    assert letter.open(ada.vault).body == "You came home.\n\nSit down."
    assert "<p dir=\"auto\">Sit down.</p>" in answer.content.decode()


def test_an_empty_letter_is_asked_for_kindly_and_the_title_stays(ada):
    answer = ada.browser.post(NEW, {"title": "The coat", "body": " \n "})

    assert answer.status_code == 422
    assert "One sentence is enough." in answer.content.decode()
    assert 'value="The coat"' in answer.content.decode()
    assert not Entry.objects.exists()
