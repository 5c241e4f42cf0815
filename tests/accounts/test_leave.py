"""Leaving at `/leave-now/`: lock first, then somewhere that looks like nothing much."""

import pytest
from django.conf import settings

from accounts.vault.visit import SEALED_KEYRING
from tests.people import PASSWORD

LEAVE = "/leave-now/"
WEATHER = "https://www.bbc.com/weather"


def test_leaving_goes_to_the_weather(ada):
    assert ada.browser.get(LEAVE).url == WEATHER


def test_the_host_can_choose_where_leaving_goes(ada, settings):
    settings.DEARSELF_EXIT_URL = "https://example.org/library"

    assert ada.browser.get(LEAVE).url == "https://example.org/library"


def test_a_person_can_choose_where_leaving_goes(ada, ben):
    ada.user.exit_url = "https://example.org/recipes"
    ada.user.save()

    assert ada.browser.get(LEAVE).url == "https://example.org/recipes"
    assert ben.browser.get(LEAVE).url == WEATHER


def test_leaving_locks_and_the_next_page_asks_to_unlock(ada):
    letter = ada.letter("You came home.")

    ada.browser.get(LEAVE)

    answer = ada.browser.get(f"/journal/{letter.uuid}/", follow=True)
    assert answer.redirect_chain == [(f"/accounts/unlock/?next=/journal/{letter.uuid}/", 302)]
    assert "Your journal is locked" in answer.content.decode()
    assert "You came home." not in answer.content.decode()


def test_leaving_takes_the_key_from_the_browser_and_from_the_session(ada):
    before = ada.browser.session
    assert SEALED_KEYRING in before

    ada.browser.get(LEAVE)

    assert ada.browser.cookies[settings.KEY_COOKIE_NAME].value == ""
    assert ada.browser.cookies[settings.KEY_COOKIE_NAME]["max-age"] == 0
    assert SEALED_KEYRING not in ada.browser.session


def test_after_leaving_the_password_opens_the_same_page(ada):
    letter = ada.letter("You came home.")
    ada.browser.get(LEAVE)
    asked = ada.browser.get(f"/journal/{letter.uuid}/")

    answer = ada.browser.post(asked.url, {"password": PASSWORD}, follow=True)

    assert "You came home." in answer.content.decode()


def test_leaving_twice_is_leaving(ada):
    ada.browser.get(LEAVE)

    assert ada.browser.get(LEAVE).url == WEATHER


def test_a_visitor_can_leave_too(client, db):
    assert client.get(LEAVE).url == WEATHER


@pytest.mark.parametrize("who", ["a visitor", "ada"])
def test_the_next_site_is_not_told_where_someone_came_from(client, ada, who):
    browser = ada.browser if who == "ada" else client

    answer = browser.get(LEAVE)

    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


def test_over_https_the_browser_is_asked_to_forget_what_it_cached(ada, settings):
    settings.SESSION_COOKIE_SECURE = True

    assert ada.browser.get(LEAVE)["Clear-Site-Data"] == '"cache"'


def test_every_page_has_the_way_out(ada):
    page = ada.browser.get("/today/").content.decode()

    assert f'<a class="leave" href="{LEAVE}" rel="nofollow noreferrer" data-leave>' in page


def test_leave_comes_before_the_page_itself(ada):
    """Whoever goes by the Tab key or a screen reader is there after a few presses."""
    page = ada.browser.get("/journal/letters/new/").content.decode()

    assert page.index(f'href="{LEAVE}"') < page.index("<main")


def test_leaving_works_with_leave_turned_off_too(ada):
    """A page in another tab may be older than the setting."""
    ada.user.exit_shown = False
    ada.user.save()

    assert ada.browser.get(LEAVE).url == WEATHER
    assert SEALED_KEYRING not in ada.browser.session
