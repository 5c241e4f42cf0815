"""Preferences at `/accounts/settings/`."""

import pytest

from accounts.models import User

SETTINGS = "/accounts/settings/"
AS_THEY_ARE = {
    "time_zone": "Europe/Vienna",
    "theme": "system",
    "spellcheck": "on",
    "idle_minutes": "30",
    "exit_url": "",
    "exit_keys": "on",
}


def kept_of(user: User) -> dict[str, object]:
    names = [*AS_THEY_ARE, "gentle"]
    return User.objects.filter(pk=user.pk).values(*names).get()


@pytest.mark.parametrize(
    ("name", "said", "kept"),
    [
        ("time_zone", "Pacific/Auckland", "Pacific/Auckland"),
        ("time_zone", "america/new york", "America/New_York"),
        ("time_zone", " PACIFIC / AUCKLAND ", "Pacific/Auckland"),
        ("theme", "night", "night"),
        ("gentle", "on", True),
        ("idle_minutes", "0", 0),
        ("idle_minutes", "240", 240),
        ("exit_url", "https://example.org/recipes?of=soup", "https://example.org/recipes?of=soup"),
        ("exit_url", "example.org", "https://example.org"),
    ],
)
def test_a_setting_is_kept_and_the_others_stay(ada, name, said, kept):
    before = kept_of(ada.user)

    answer = ada.browser.post(SETTINGS, AS_THEY_ARE | {name: said})

    assert answer.url == SETTINGS
    assert before[name] != kept
    assert kept_of(ada.user) == before | {name: kept}


@pytest.mark.parametrize("name", ["spellcheck", "exit_keys"])
def test_a_box_unticked_is_kept(ada, name):
    said = {key: value for key, value in AS_THEY_ARE.items() if key != name}
    before = kept_of(ada.user)

    ada.browser.post(SETTINGS, said)

    assert before[name] is True
    assert kept_of(ada.user) == before | {name: False}


def test_what_was_kept_is_shown_the_next_time(ada):
    ada.browser.post(SETTINGS, AS_THEY_ARE | {"theme": "night", "exit_url": "https://example.org"})

    page = ada.browser.get(SETTINGS).content.decode()

    assert 'data-theme="night"' in page
    assert 'value="https://example.org"' in page


def test_a_zone_that_is_not_known_is_handed_back_as_typed(ada):
    page = ada.browser.post(SETTINGS, AS_THEY_ARE | {"time_zone": "Middle/Earth"})

    assert 'value="Middle/Earth"' in page.content.decode()
    assert "This zone is not known here." in page.content.decode()


def test_nobody_elses_settings_change(ada, ben):
    before = kept_of(ben.user)

    ada.browser.post(SETTINGS, AS_THEY_ARE | {"theme": "night"})

    assert kept_of(ben.user) == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("exit_url", "http://example.org/"),
        ("exit_url", "javascript:alert(1)"),
        ("exit_url", "data:text/html,hello"),
        ("exit_url", "//"),
        ("exit_url", "the weather"),
        ("exit_url", f"https://example.org/{'a' * 200}"),
        ("time_zone", "Middle/Earth"),
        ("time_zone", "Europe/Vien"),
        ("time_zone", "Europe//Vienna"),
        ("time_zone", "/etc/passwd"),
        ("time_zone", "A" * 500),
        ("time_zone", ""),
        ("theme", "sepia"),
        ("idle_minutes", "7"),
        ("idle_minutes", "-5"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_changes(ada, name, said):
    before = kept_of(ada.user)

    answer = ada.browser.post(SETTINGS, AS_THEY_ARE | {"gentle": "on", name: said})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert kept_of(ada.user) == before


def test_a_field_the_form_does_not_have_is_not_kept(ada):
    ada.browser.post(SETTINGS, AS_THEY_ARE | {"is_staff": "on", "email": "ben@example.org"})

    ada.user.refresh_from_db()
    assert (ada.user.is_staff, ada.user.email) == (False, "ada@example.org")


def test_settings_wait_behind_the_lock(ada):
    ada.browser.post("/accounts/lock/")
    before = kept_of(ada.user)

    shown = ada.browser.get(SETTINGS)
    sent = ada.browser.post(SETTINGS, AS_THEY_ARE | {"theme": "night"})

    assert shown.url == f"/accounts/unlock/?next={SETTINGS}"
    assert sent.url == "/accounts/unlock/?next=/today/"
    assert kept_of(ada.user) == before


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get(SETTINGS).url == f"/accounts/login/?next={SETTINGS}"
    assert client.post(SETTINGS, AS_THEY_ARE).url == "/accounts/login/?next=/today/"
