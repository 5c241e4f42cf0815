"""The error summary: each line is one link, and says by itself what is missing where."""

import re

import pytest
from django.test import Client

from accounts.vault import keys
from tests.people import PASSWORD, Person, sign_in

NEW = "tin roof sundial"


def summary_of(answer) -> list[tuple[str, str]]:
    """Where each line leads, and what it says."""
    page = answer.content.decode()
    box = page[page.index("errors-title") :].partition("</div>")[0]
    lines = re.findall(r'<li><a class="tap" href="#(\w+)">([^<]+)</a></li>', box)
    assert len(lines) == box.count("<li>"), "a line that is no link, or more than one"
    assert all(f'id="{field}"' in page for field, _said in lines)
    return lines


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/accounts/password/change/", ["oldpassword", "password1", "password2"]),
        ("/accounts/new-keys/", ["password", "password1", "password2"]),
        ("/accounts/recovery/renew/", ["password"]),
        ("/accounts/settings/", ["time_zone"]),
    ],
)
def test_nothing_filled_in_each_box_is_asked_for_in_other_words(ada, path, said):
    lines = summary_of(ada.browser.post(path, {"theme": "day", "idle_minutes": "30"}))

    assert [field.removeprefix("div_").removeprefix("id_") for field, _said in lines] == said
    assert len({words for _field, words in lines}) == len(said)
    assert not any("This field" in words for _field, words in lines)


def test_a_sealed_journal_says_which_of_the_two_is_missing(ada: Person):
    ada.user.set_password(NEW)
    ada.user.save()
    browser = sign_in(ada.user, NEW)

    lines = summary_of(browser.post("/accounts/unlock/", {"anything": "else"}))

    assert [words for _field, words in lines] == [
        "A password is needed here.",
        "Your recovery key, or your earlier password, goes here.",
    ]


def test_a_group_that_reads_differently_is_named(ada):
    ada.browser.post("/accounts/recovery/renew/", {"password": PASSWORD})

    answer = ada.browser.post("/accounts/recovery/", {"first": "wrong", "second": ""})

    assert [words for _field, words in summary_of(answer)] == [
        "Group 3 reads differently above.",
        "Group 7 goes here.",
    ]
    assert not keys.recovery_key_is_kept(ada.user)


def test_an_answer_that_is_too_long_is_named_and_still_there(ada):
    long = "a" * 201

    answer = ada.browser.post("/journal/letters/new/", {"title": long, "body": "You came home."})

    assert summary_of(answer) == [
        (
            "id_title",
            "“Title” takes 200 letters and spaces; yours has 201. It is still in the box.",
        )
    ]
    assert f'value="{long}"' in answer.content.decode()


def test_at_sign_in_each_box_is_asked_for(db):
    lines = summary_of(Client().post("/accounts/login/", {"anything": "else"}))

    assert [words for _field, words in lines] == [
        "Your email goes here.",
        "A password is needed here.",
    ]
