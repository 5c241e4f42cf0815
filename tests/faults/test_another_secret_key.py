"""A database restored beside another secret key: who is signed in, what opens, which links live."""

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from tests.people import PASSWORD, Person

WORDS = "You came home and stood there with your coat on."


@pytest.fixture
def restored(ada: Person, settings) -> Person:
    """Ada's journal, which another server has begun to serve, with a secret key of its own."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", []
    return ada


@pytest.fixture
def link(ada: Person) -> str:
    """The way to a new password, as it was mailed before."""
    ada.user.refresh_from_db()
    key = default_token_generator.make_token(ada.user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(ada.user), key])


def takes_a_new_password(link: str) -> bool:
    page = Client().get(link, follow=True)
    return 'name="password1"' in page.content.decode()


def test_everybody_is_signed_out(restored):
    answer = restored.browser.get("/today/")

    assert answer.url.startswith("/accounts/login/")
    assert answer.wsgi_request.user == AnonymousUser()


def test_the_journal_opens_with_the_password(ada, request):
    letter = ada.letter(WORDS)
    restored, browser = request.getfixturevalue("restored"), Client()

    browser.post("/accounts/login/", {"login": restored.user.email, "password": PASSWORD})

    assert WORDS in browser.get(f"/journal/{letter.uuid}/").content.decode()


def test_links_that_were_mailed_before_are_dead(link, restored):
    assert not takes_a_new_password(link)


def test_no_code_fits_and_the_log_says_why(ada, request, caplog):
    TOTP.activate(ada.user, generate_totp_secret())
    restored, browser = request.getfixturevalue("restored"), Client()
    browser.post("/accounts/login/", {"login": restored.user.email, "password": PASSWORD})

    answer = browser.post("/accounts/2fa/authenticate/", {"code": "123456"})

    assert answer.status_code == 422
    assert "sealed under a secret key that is not here any more" in caplog.text
    assert browser.get("/today/").url.startswith("/accounts/login/")


def test_a_host_can_take_the_second_step_off_and_the_password_is_enough(ada, request):
    TOTP.activate(ada.user, generate_totp_secret())
    restored, browser = request.getfixturevalue("restored"), Client()
    restored.user.authenticator_set.all().delete()

    browser.post("/accounts/login/", {"login": restored.user.email, "password": PASSWORD})

    assert browser.get("/today/").status_code == 200


def test_the_earlier_key_beside_the_new_one_brings_it_all_back(ada, link, settings):
    letter, before = ada.letter(WORDS), settings.SECRET_KEY

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [before]

    assert WORDS in ada.browser.get(f"/journal/{letter.uuid}/").content.decode()
    assert takes_a_new_password(link)
