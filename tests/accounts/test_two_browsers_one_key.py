"""Recovery keys that cross: two browsers, or a sign-up that waits for its mail."""

import pytest
from allauth.account.models import EmailAddress

from accounts.vault import keys
from accounts.vault.sealing import WrongKey
from tests.people import PASSWORD, sign_in


def renew(browser) -> list[str]:
    browser.post("/accounts/recovery/renew/", {"password": PASSWORD})
    return browser.get("/accounts/recovery/").context["groups"]


def prove(browser, groups: list[str]) -> None:
    browser.post("/accounts/recovery/", {"first": groups[2], "second": groups[6]})


def test_the_key_that_is_proven_is_never_dead(ada):
    other = sign_in(ada.user)
    first = renew(ada.browser)
    renew(other)

    prove(ada.browser, first)

    assert keys.open_with_recovery_key(ada.user, ada.recovery_key)  # nothing took its place
    with pytest.raises(WrongKey):
        keys.open_with_recovery_key(ada.user, "-".join(first))
    assert not keys.recovery_key_is_kept(ada.user)


def test_with_mail_the_key_is_shown_at_the_first_sign_in(client, db, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client.post("/accounts/signup/", {"email": "ada@example.org", "password1": PASSWORD})
    EmailAddress.objects.update(verified=True)

    answer = client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})

    assert answer.url == "/accounts/recovery/"
    assert len(client.get("/accounts/recovery/").context["groups"]) == 10
