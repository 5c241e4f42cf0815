"""A new recovery key at `/accounts/recovery/renew/`: it takes over once it is proven."""

import pytest
from django.test import Client

from accounts.models import Vault
from accounts.vault import keys
from accounts.vault.sealing import WrongKey
from tests.people import PASSWORD, Person, sign_in

RENEW, RECOVERY = "/accounts/recovery/renew/", "/accounts/recovery/"
NOT_SHOWN_YET = "Your recovery key is not checked yet."


def renew(browser: Client) -> str:
    """A new key, as it is shown."""
    answer = browser.post(RENEW, {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [(RECOVERY, 302)]
    return "-".join(answer.context["groups"])


def prove(browser: Client, recovery_key: str) -> None:
    groups = recovery_key.split("-")
    assert browser.post(RECOVERY, {"first": groups[2], "second": groups[6]}).status_code == 302


def opens(ada: Person, recovery_key: str) -> bool:
    try:
        return keys.open_with_recovery_key(ada.user, recovery_key).keyring == ada.vault.keyring
    except WrongKey:
        return False


@pytest.mark.parametrize("address", [RENEW, RECOVERY])
def test_the_password_is_asked_for_and_looking_changes_nothing(ada, address):
    before = Vault.objects.values().get()

    answer = ada.browser.get(address)

    assert answer.status_code == 200
    assert "password" in answer.context["form"].fields
    assert f'action="{RENEW}"' in answer.content.decode()
    assert Vault.objects.values().get() == before


@pytest.mark.parametrize("said", [{}, {"password": ""}, {"password": "wrong horse battery"}])
def test_without_the_password_no_key_is_made(ada, said):
    before = Vault.objects.values().get()

    answer = ada.browser.post(RENEW, {"anything": "else"} | said)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["password"]
    assert "groups" not in ada.browser.get(RECOVERY).context
    assert Vault.objects.values().get() == before


def test_another_persons_password_makes_no_key(ada, ben):
    ben.user.set_password("bens own words here")
    ben.user.save()

    assert ada.browser.post(RENEW, {"password": "bens own words here"}).status_code == 422


def test_guessing_at_it_is_slowed_down(ada, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    guesses = [ada.browser.post(RENEW, {"password": "a guess"}) for _ in range(3)]
    before = Vault.objects.values().get()

    answer = ada.browser.post(RENEW, {"password": PASSWORD})

    assert [guess.status_code for guess in guesses] == [422, 422, 422]
    assert answer.status_code == 429
    assert Vault.objects.values().get() == before


def test_until_it_is_proven_either_key_opens_the_journal(ada):
    renewed = renew(ada.browser)

    assert renewed != ada.recovery_key
    assert (opens(ada, renewed), opens(ada, ada.recovery_key)) == (True, True)


def test_once_it_is_proven_the_old_key_opens_nothing(ada):
    renewed = renew(ada.browser)

    prove(ada.browser, renewed)

    assert (opens(ada, renewed), opens(ada, ada.recovery_key)) == (True, False)


def test_a_wrong_group_proves_nothing_and_the_old_key_stays(ada):
    renewed = renew(ada.browser)

    answer = ada.browser.post(RECOVERY, {"first": "AAAA", "second": renewed.split("-")[6]})

    assert answer.status_code == 422
    assert (opens(ada, renewed), opens(ada, ada.recovery_key)) == (True, True)


def test_put_off_the_old_key_stays(ada):
    renew(ada.browser)

    ada.browser.post("/accounts/recovery/later/")

    assert opens(ada, ada.recovery_key)


def test_of_two_new_keys_the_later_one_stands_beside_the_old(ada):
    first, second = renew(ada.browser), renew(ada.browser)

    kept = [opens(ada, recovery_key) for recovery_key in (ada.recovery_key, first, second)]
    prove(ada.browser, second)
    proven = [opens(ada, recovery_key) for recovery_key in (ada.recovery_key, first, second)]

    assert kept == [True, False, True]
    assert proven == [False, False, True]


def test_a_new_key_waiting_opens_a_sealed_journal_too(ada):
    renewed = renew(ada.browser)
    ada.user.set_password("given by the operator")
    ada.user.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": ada.user.email, "password": "given by the operator"})

    browser.post("/accounts/unlock/", {"password": "given by the operator", "opener": renewed})

    assert browser.get("/journal/").status_code == 200


def test_today_says_so_until_a_key_is_proven(ada):
    before = ada.browser.get("/today/").content.decode()
    renewed = renew(ada.browser)
    while_waiting = ada.browser.get("/today/").content.decode()

    prove(ada.browser, renewed)

    after = ada.browser.get("/today/").content.decode()
    assert [NOT_SHOWN_YET in page for page in (before, while_waiting, after)] == [True, True, False]


def test_today_says_nothing_while_the_key_that_was_proven_still_opens(ada):
    prove(ada.browser, renew(ada.browser))

    renew(ada.browser)

    assert NOT_SHOWN_YET not in ada.browser.get("/today/").content.decode()


def test_the_password_hashed_anew_keeps_the_person_signed_in(ada, settings):
    settings.VAULT_KDF = {"time_cost": 2, "memory_kib": 16}

    renewed = renew(ada.browser)

    assert opens(ada, renewed)
    assert ada.browser.get("/journal/").status_code == 200


def test_a_link_alone_puts_nothing_off(ada):
    assert ada.browser.get("/accounts/recovery/later/").status_code == 405


def test_a_locked_journal_renews_no_key(ada):
    ada.browser.post("/accounts/lock/")
    before = Vault.objects.values().get()

    answer = ada.browser.post(RENEW, {"password": PASSWORD})

    assert answer.url == "/accounts/unlock/?next=/today/"
    assert Vault.objects.values().get() == before


# --- what the page with a new key says of the one before ---

WORKS = "Your earlier key works until you have shown that you kept this one."
GONE = "Your earlier recovery key opens nothing here now. This is the only one."


def said_of_the_one_before(browser: Client) -> list[str]:
    page = browser.get(RECOVERY)
    assert len(page.context["groups"]) == 10
    return [said for said in (WORKS, GONE) if said in page.content.decode()]


def test_after_sign_up_there_is_no_earlier_key(client, db):
    client.post("/accounts/signup/", {"email": "cleo@example.org", "password1": PASSWORD})

    assert said_of_the_one_before(client) == []


def test_a_new_key_says_that_the_earlier_one_still_works(ada):
    renew(ada.browser)

    assert said_of_the_one_before(ada.browser) == [WORKS]


def test_after_new_keys_the_earlier_recovery_key_is_said_to_open_nothing(ada):
    new = {"password1": "tin roof sundial", "password2": "tin roof sundial"}
    prove(ada.browser, renew(ada.browser))
    ada.browser.post("/accounts/new-keys/", {"password": PASSWORD} | new)

    said = said_of_the_one_before(ada.browser)

    assert (said, opens(ada, ada.recovery_key)) == ([GONE], False)


def test_renewed_after_new_keys_the_one_in_between_still_works(ada):
    _vault, between = keys.take_new_keys(ada.user, ada.vault, "tin roof sundial")
    browser = sign_in(ada.user, "tin roof sundial")
    browser.post(RENEW, {"password": "tin roof sundial"})

    assert said_of_the_one_before(browser) == [WORKS]
    assert keys.open_with_recovery_key(ada.user, between).owner_id == ada.user.pk
