"""A password that someone else set: it is said, and what it opens is the person's to decide."""

import pytest
from django.test import Client

from tests.pages import error_title
from tests.people import PASSWORD, Person, sign_in

UNLOCK, WITH_KEY = "/accounts/unlock/", "/accounts/unlock/key/"
GIVEN, NEW = "given by the operator", "tin roof sundial"
CHOOSE = "If someone else set your password, choose one only you know."
CHANGE = (
    "If someone else set your password, change it now: they could open your journal with it. "
    '<a href="/accounts/password/change/">Change password</a>'
)


@pytest.fixture
def sealed_ada(ada: Person) -> Person:
    """Ada's password was set by whoever runs the site, and she has signed in with it."""
    ada.user.set_password(GIVEN)
    ada.user.save()
    ada.browser = sign_in(ada.user, GIVEN)
    return ada


def test_the_sealed_page_offers_a_password_that_only_she_knows_before_the_form(sealed_ada):
    page = sealed_ada.browser.get(UNLOCK).content.decode()

    assert f'href="{WITH_KEY}"' in page
    assert 0 < page.index(CHOOSE) < page.index('name="opener"')


def test_the_locked_page_says_nothing_of_it(ada):
    ada.browser.post("/accounts/lock/")

    assert CHOOSE not in ada.browser.get(UNLOCK).content.decode()


def test_unsealed_with_it_she_is_told_to_change_it_now(sealed_ada):
    said = {"password": GIVEN, "opener": sealed_ada.recovery_key}

    page = sealed_ada.browser.post(UNLOCK, said, follow=True)

    assert page.redirect_chain[-1][0] == "/accounts/recovery/"
    assert CHANGE in page.content.decode()
    assert sealed_ada.browser.get("/accounts/password/change/").status_code == 200


def test_begun_again_with_it_she_is_told_to_change_it_now(sealed_ada):
    said = {"password": GIVEN, "understood": "on"}

    page = sealed_ada.browser.post("/accounts/start-over/", said, follow=True)

    assert CHANGE in page.content.decode()


def test_in_with_the_key_and_a_password_of_her_own_she_is_told_nothing(sealed_ada):
    said = {"recovery_key": sealed_ada.recovery_key, "password1": NEW, "password2": NEW}

    page = sealed_ada.browser.post(WITH_KEY, said, follow=True)

    assert page.redirect_chain[-1][0] == "/accounts/recovery/"
    assert CHANGE not in page.content.decode()


@pytest.mark.parametrize(
    ("sealed", "title", "way"),
    [
        (False, "Still locked.", "I know my password"),
        (True, "Still sealed.", "I remember my earlier password"),
    ],
    ids=["locked", "sealed"],
)
def test_the_page_for_the_key_says_what_is_so(request, ada, sealed, title, way):
    if sealed:
        request.getfixturevalue("sealed_ada")
    ada.browser.post("/accounts/lock/")

    shown, refused = ada.browser.get(WITH_KEY), ada.browser.post(WITH_KEY, {"recovery_key": "A"})

    ways = ("I know my password", "I remember my earlier password")
    assert [said for said in ways if said in shown.content.decode()] == [way]
    assert error_title(refused) == title


def test_without_mail_the_page_for_a_new_password_says_what_comes_after_it(db):
    page = Client().get("/accounts/password/reset/").content.decode()

    assert "Your recovery key then opens what you wrote, and you choose a password" in page


def test_with_mail_nobody_else_sets_a_password(db, sends_mail):
    page = Client().get("/accounts/password/reset/").content.decode()

    assert "comes by mail" in page
    assert "They can set a password for you" not in page


def test_her_old_password_opens_nothing_of_this(sealed_ada):
    answer = sealed_ada.browser.post(UNLOCK, {"password": PASSWORD, "opener": PASSWORD})

    assert answer.status_code == 422
    assert CHANGE not in answer.content.decode()
