"""Signing in at `/accounts/login/`, and what waits sealed when the password changed outside."""

from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.test import Client

from accounts.models import User, Vault
from accounts.vault import keys
from accounts.vault.sealing import WrongKey
from tests.people import PASSWORD, Person

SIGN_IN = "/accounts/login/"
UNLOCK = "/accounts/unlock/"
NEW = "given by the operator"


def sign_in(browser: Client, email: str, password: str):
    return browser.post(SIGN_IN, {"login": email, "password": password}, follow=True)


def refusal(browser: Client, email: str, password: str) -> tuple[int, list[str]]:
    answer = sign_in(browser, email, password)
    return answer.status_code, answer.context["form"].non_field_errors()


def test_signing_in_opens_the_journal(client, ada):
    letter = ada.letter("You came home.")

    answer = sign_in(client, "ada@example.org", PASSWORD)

    assert answer.redirect_chain == [("/today/", 302)]
    assert "You came home." in client.get(f"/journal/{letter.uuid}/").content.decode()


def test_the_address_may_be_typed_in_any_case(client, ada):
    answer = sign_in(client, "Ada@Example.ORG", PASSWORD)

    assert answer.context["user"] == ada.user


def test_a_page_asked_for_before_comes_after(client, ada):
    asked = client.get("/journal/?kind=letter")

    answer = client.post(asked.url, {"login": "ada@example.org", "password": PASSWORD})

    assert answer.url == "/journal/?kind=letter"


def test_signing_in_never_leads_to_another_site(client, ada):
    answer = client.post(
        f"{SIGN_IN}?next=https://evil.example/",
        {"login": "ada@example.org", "password": PASSWORD, "next": "https://evil.example/"},
    )

    assert answer.url == "/today/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(client, ada):
    wrong = refusal(client, "ada@example.org", "wrong horse battery")
    unknown = refusal(client, "nobody@example.org", "wrong horse battery")

    assert wrong == unknown
    assert wrong[0] == 422
    assert wrong[1]


def test_a_refused_sign_in_keeps_the_address_and_no_password(client, ada):
    answer = sign_in(client, "ada@example.org", "wrong horse battery")

    assert 'value="ada@example.org"' in answer.content.decode()
    assert "wrong horse battery" not in answer.content.decode()


def test_someone_an_operator_made_gets_a_vault_and_a_recovery_key(client, db):
    cleo = User.objects.create_user("cleo@example.org", PASSWORD)
    assert not Vault.objects.exists()

    sign_in(client, "cleo@example.org", PASSWORD)

    groups = client.get("/accounts/recovery/").context["groups"]
    assert client.get("/journal/").status_code == 200
    assert keys.open_with_recovery_key(cleo, "-".join(groups)).keyring == (
        keys.open_with_password(cleo, PASSWORD).keyring
    )


def test_a_second_sign_in_makes_no_second_vault(client, db):
    User.objects.create_user("cleo@example.org", PASSWORD)
    sign_in(client, "cleo@example.org", PASSWORD)
    before = Vault.objects.values().get()

    sign_in(Client(), "cleo@example.org", PASSWORD)

    assert Vault.objects.values().get() == before


def test_the_cost_in_the_row_grows_with_the_setting(client, ada, settings):
    letter = ada.letter("You came home.")
    settings.VAULT_KDF = {"time_cost": 2, "memory_kib": 16}

    sign_in(client, "ada@example.org", PASSWORD)

    row = Vault.objects.get(owner=ada.user)
    assert (row.time_cost, row.memory_kib) == (2, 16)
    assert letter.open(keys.open_with_password(ada.user, PASSWORD)).body == "You came home."
    assert letter.open(keys.open_with_recovery_key(ada.user, ada.recovery_key))


def test_the_row_is_left_alone_while_the_cost_is_the_same(client, ada):
    before = Vault.objects.values().get()

    sign_in(client, "ada@example.org", PASSWORD)

    assert Vault.objects.values().get() == before


def test_a_second_step_opens_what_the_password_step_sealed(client, ada):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(ada.user, secret)
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        asked = sign_in(client, "ada@example.org", PASSWORD)
        assert asked.redirect_chain == [("/accounts/2fa/authenticate/", 302)]
        assert client.get("/journal/").url == "/accounts/login/?next=/journal/"
        counter = next(totp.yield_hotp_counters_from_time())
        code = totp.format_hotp_value(totp.hotp_value(secret, counter))

        client.post("/accounts/2fa/authenticate/", {"code": code})

        assert client.get("/journal/").status_code == 200


# --- sealed ---


@pytest.fixture
def sealed(ada: Person) -> Person:
    """Ada with a letter, after an operator has given her another password."""
    ada.letter("You came home.")
    user = User.objects.get()
    user.set_password(NEW)
    user.save()
    return ada


def opened_by(opener: str) -> Client:
    browser = Client()
    sign_in(browser, "ada@example.org", NEW)
    browser.post(UNLOCK, {"password": NEW, "opener": opener})
    return browser


def reads_the_letter(browser: Client) -> bool:
    return "You came home." in browser.get("/journal/").content.decode()


def test_a_password_changed_outside_leads_to_the_sealed_page(client, sealed):
    answer = sign_in(client, "ada@example.org", NEW)

    assert answer.redirect_chain[-1] == (f"{UNLOCK}?next=/today/", 302)
    assert "Your journal is sealed, and safe" in answer.content.decode()
    assert Vault.objects.get().sealed_at is not None


def test_the_password_changed_outside_opens_nothing_by_itself(client, sealed):
    sign_in(client, "ada@example.org", NEW)

    answer = client.post(UNLOCK, {"password": NEW})

    assert answer.status_code == 422
    assert not reads_the_letter(client)


def test_the_old_password_opens_a_sealed_journal(sealed):
    browser = opened_by(PASSWORD)

    assert reads_the_letter(browser)
    assert Vault.objects.get().sealed_at is None


def test_the_recovery_key_opens_a_sealed_journal(sealed):
    browser = opened_by(sealed.recovery_key.lower().replace("-", " "))

    assert reads_the_letter(browser)
    assert Vault.objects.get().sealed_at is None


@pytest.mark.parametrize("with_key", [True, False])
def test_unsealing_shows_a_new_recovery_key_and_once_it_is_proven_the_old_one_ends(
    sealed, with_key
):
    browser = opened_by(sealed.recovery_key if with_key else PASSWORD)

    groups = browser.get("/accounts/recovery/").context["groups"]
    for either in (sealed.recovery_key, "-".join(groups)):
        assert keys.open_with_recovery_key(sealed.user, either).keyring == sealed.vault.keyring

    browser.post("/accounts/recovery/", {"first": groups[2], "second": groups[6]})

    opened = keys.open_with_recovery_key(sealed.user, "-".join(groups))
    assert opened.keyring == sealed.vault.keyring
    with pytest.raises(WrongKey):
        keys.open_with_recovery_key(sealed.user, sealed.recovery_key)


def test_after_unsealing_the_new_password_is_enough(client, sealed):
    opened_by(PASSWORD)

    sign_in(client, "ada@example.org", NEW)

    assert reads_the_letter(client)
    with pytest.raises(WrongKey):
        keys.open_with_password(sealed.user, PASSWORD)


@pytest.mark.parametrize("opener", ["not the old password", "AAAA-BBBB", NEW])
def test_a_wrong_opener_leaves_everything_sealed_and_in_place(client, sealed, opener):
    sign_in(client, "ada@example.org", NEW)
    before = Vault.objects.values().get()

    answer = client.post(UNLOCK, {"password": NEW, "opener": opener})

    assert answer.status_code == 422
    assert "Nothing is lost: it stays sealed." in answer.content.decode()
    assert Vault.objects.values().get() == before
    assert reads_the_letter(opened_by(PASSWORD))


def test_another_persons_recovery_key_does_not_unseal(client, sealed, ben):
    sign_in(client, "ada@example.org", NEW)

    answer = client.post(UNLOCK, {"password": NEW, "opener": ben.recovery_key})

    assert answer.status_code == 422


def test_unsealing_takes_todays_password_too(client, sealed):
    sign_in(client, "ada@example.org", NEW)

    answer = client.post(UNLOCK, {"password": PASSWORD, "opener": sealed.recovery_key})

    assert answer.status_code == 422
    assert Vault.objects.get().sealed_at is not None


def test_the_old_password_given_back_by_the_operator_opens_as_before(client, sealed):
    sign_in(Client(), "ada@example.org", NEW)
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()

    sign_in(client, "ada@example.org", PASSWORD)

    assert reads_the_letter(client)
    assert Vault.objects.get().sealed_at is None
    assert keys.open_with_recovery_key(user, sealed.recovery_key)


def test_a_damaged_wrap_is_sealed_and_not_a_broken_page(client, ada):
    """The recovery key still opens it, so the page that takes one has to come."""
    Vault.objects.update(password_wrap=b"\x01cut short")

    answer = sign_in(client, "ada@example.org", PASSWORD)

    assert "Your journal is sealed, and safe" in answer.content.decode()


def test_a_seed_for_codes_does_not_stand_in_clear(ada):
    secret = totp.generate_totp_secret()

    authenticator = totp.TOTP.activate(ada.user, secret).instance

    assert secret not in str(authenticator.data)
    assert decrypt(authenticator.data["secret"]) == secret
