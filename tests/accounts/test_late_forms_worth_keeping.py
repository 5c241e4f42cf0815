"""A form without a word in it waits as well, if somebody ticked or chose something there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import InboxForm
from tests.late import checks_tokens, each_absence, lock, lose_cookies, unlock
from tests.pages import NEW, NEW_MEMORY, NEW_NOTE, fields_of, send
from tests.people import Person

EVENING = "/journal/days/2026-06-17/evening/"


def opened(ada: Person, page: str) -> dict[str, list[str]]:
    return fields_of(ada.browser.get(page))


def with_a_picture(ada: Person, page: str) -> dict[str, list[str]]:
    """The form of a page on which nothing but a picture stands."""
    form = opened(ada, page) | {"title": [""], "body": [""]}
    picture = ada.picture()
    return form | {"pictures": [str(picture.uuid)], "shows": [""]}


def with_a_file(form: dict[str, list[str]]) -> dict[str, object]:
    file = SimpleUploadedFile("a.jpg", b"no picture yet", "image/jpeg")
    return {name: said for name, said in form.items() if said} | {"files": file}


@each_absence
@pytest.mark.parametrize("path", [NEW, NEW_MEMORY, NEW_NOTE])
def test_pictures_alone_stand_on_their_page_again(ada, path, go_away, way_in, open_again):
    form = with_a_picture(ada, path)
    go_away(ada)

    answer = ada.browser.get(open_again(ada, send(ada, path, form).url), follow=True)

    assert answer.request["PATH_INFO"] == path
    assert fields_of(answer)["pictures"] == form["pictures"]


@pytest.mark.parametrize(
    ("path", "ticked"),
    [
        (EVENING, {"nothing": ["on"], "where": ["threat"]}),
        (NEW, {"feelings": ["tired", "tender"]}),
        (NEW, {"opens_on": ["2031-03-14"]}),
        (NEW_MEMORY, {"what": ["place"]}),
    ],
)
def test_so_does_what_was_only_ticked_or_chosen(ada, path, ticked):
    form = opened(ada, path) | ticked
    lock(ada)

    answer = ada.browser.get(unlock(ada, send(ada, path, form).url), follow=True)

    assert answer.request["PATH_INFO"] == path
    assert {name: fields_of(answer)[name] for name in ticked} == ticked


@each_absence
@pytest.mark.parametrize("path", [NEW, f"{NEW}?seven=2", NEW_MEMORY, NEW_NOTE, EVENING])
def test_a_blank_page_does_not_wait(ada, path, go_away, way_in, open_again):
    form = opened(ada, path)
    go_away(ada)

    answer = send(ada, path, form)

    assert answer.url.startswith(f"{way_in}?next=")
    assert not InboxForm.objects.exists()


@each_absence
def test_of_files_alone_their_writer_is_told_to_choose_them_again(ada, go_away, way_in, open_again):
    form = with_a_file(opened(ada, NEW_MEMORY))
    go_away(ada)
    from_there = {"Referer": f"http://testserver{NEW_MEMORY}"}

    sent = ada.browser.post(NEW_MEMORY, form, headers=from_there)

    assert sent.url == f"{way_in}?next={NEW_MEMORY}"
    assert not InboxForm.objects.exists()
    asked = ada.browser.get(sent.url).content.decode()
    assert "The pictures could not wait. Please choose them again." in asked


def test_a_page_grown_old_gets_its_pictures_back_at_once(ada):
    form = with_a_picture(ada, NEW_MEMORY) | {"csrfmiddlewaretoken": "x" * 64}

    answer = checks_tokens(ada).post(NEW_MEMORY, form, follow=True)

    assert fields_of(answer)["pictures"] == form["pictures"]


def test_pictures_on_a_page_whose_letter_is_gone_are_not_passed_over(ada):
    letter = ada.letter("You came home.")
    form = with_a_picture(ada, f"/journal/{letter.uuid}/edit/")
    letter.delete()

    answer = send(ada, f"/journal/{letter.uuid}/edit/", form)

    assert answer.status_code == 404
    assert "What it was for is not there any more" in answer.content.decode()
    assert "Please choose them again." in answer.content.decode()


def test_a_picture_that_a_script_brings_in_does_not_wait(ada):
    """It comes with the others that stand on the page. The page itself says that it is locked."""
    form = with_a_picture(ada, NEW_MEMORY)
    lose_cookies(ada)

    sent = {name: form[name] for name in ("whose", "entry", "pictures")}
    answer = ada.browser.post("/journal/pictures/", with_a_file(sent))

    assert answer.status_code == 302
    assert not InboxForm.objects.exists()


def test_what_only_a_button_says_does_not_wait(ada):
    first, second = (ada.kit("line", text=text) for text in ("Slowly.", "One thing."))
    kit = ada.browser.get("/practices/kit/").content.decode()
    assert f'formaction="/practices/kit/{second.uuid}/move/" name="way" value="up"' in kit
    lock(ada)

    answer = send(ada, f"/practices/kit/{first.uuid}/move/", {"way": "down"})

    assert answer.url.startswith("/accounts/unlock/?next=")
    assert not InboxForm.objects.exists()
