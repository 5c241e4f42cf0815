"""Pictures sent by a form that cannot be taken: its words come back, and say so."""

from uuid import uuid4

from accounts.models import Picture
from journal.models import Draft
from tests.journal.picturing import chosen, send_form
from tests.pages import NEW, fields_of
from tests.people import PASSWORD

AGAIN = "The pictures could not wait with them. Please choose them again."


def test_a_locked_journal_gives_the_words_back_and_asks_for_the_pictures_again(ada):
    form = fields_of(ada.browser.get(NEW))
    ada.browser.post("/accounts/lock/")

    send_form(ada, NEW, chosen(), whose=form["whose"], body="Sit down.", shows="A bench")
    ada.browser.post("/accounts/unlock/", {"password": PASSWORD})
    answer = ada.browser.get("/accounts/words/", follow=True)

    assert AGAIN in answer.text
    assert Draft.objects.get().open(ada.vault).fields["body"] == ["Sit down."]
    assert fields_of(answer)["shows"] == ["A bench"]
    assert not Picture.objects.exists()


def test_signed_out_the_words_say_that_the_pictures_did_not_come_along(ada):
    ada.browser.post("/accounts/logout/")

    answer = send_form(ada, NEW, chosen(), entry=uuid4(), body="Sit down.", shows="A bench")

    assert "The pictures could not come along. Please choose them again." in answer.text
    assert "A bench" in answer.text
    assert not Picture.objects.exists()
