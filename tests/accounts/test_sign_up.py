"""Signing up at `/accounts/signup/`, and putting the recovery key by."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.vault import keys, sealing
from accounts.vault.hashers import CappedArgon2

SIGN_UP = "/accounts/signup/"
RECOVERY = "/accounts/recovery/"
CLEO = {"email": "cleo@example.org", "password1": "tin roof sundial", "time_zone": "Europe/Oslo"}
NO_KEY_YET = "Your recovery key is not checked yet."


@pytest.fixture
def signed_up(client, db) -> Client:
    """A browser in which Cleo has just signed up."""
    client.post(SIGN_UP, CLEO)
    return client


def key_shown(browser: Client) -> str:
    return "-".join(browser.get(RECOVERY).context["groups"])


def proof(recovery_key: str) -> dict[str, str]:
    groups = recovery_key.split("-")
    return {"first": groups[2], "second": groups[6]}


# --- an account ---


def test_signing_up_makes_an_open_vault_and_shows_its_recovery_key(client, db):
    answer = client.post(SIGN_UP, CLEO, follow=True)

    cleo = User.objects.get()
    recovery_key = "-".join(answer.context["groups"])
    assert answer.redirect_chain == [(RECOVERY, 302)]
    assert keys.open_with_recovery_key(cleo, recovery_key).keyring == (
        keys.open_with_password(cleo, "tin roof sundial").keyring
    )
    assert client.get("/journal/").status_code == 200


def test_every_group_of_the_key_stands_on_the_page(signed_up):
    answer = signed_up.get(RECOVERY)

    text = answer.content.decode()
    assert [f"<span>{group}</span>" in text for group in answer.context["groups"]] == [True] * 10


def test_the_first_letter_can_be_written_at_once(signed_up):
    answer = signed_up.post("/journal/letters/new/", {"body": "I came home."}, follow=True)

    assert "I came home." in answer.content.decode()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("tin roof", "ten characters or more"),
        ("1234567890", "Many people use this password"),
        ("cleo@example.org", "This password is close to your email"),
    ],
)
def test_a_weak_password_is_refused_and_the_email_stays(client, db, password, why):
    answer = client.post(SIGN_UP, CLEO | {"password1": password})

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert 'value="cleo@example.org"' in answer.content.decode()
    assert password not in answer.content.decode().replace('value="cleo@example.org"', "")
    assert not User.objects.exists()


def test_a_password_that_is_short_and_known_to_many_is_told_one_thing(client, db):
    answer = client.post(SIGN_UP, CLEO | {"password1": "123456"})

    said = answer.context["form"].errors["password1"]
    assert said == ["A little longer, please: a password of ten characters or more."]


def test_an_address_that_is_none_is_refused(client, db):
    answer = client.post(SIGN_UP, CLEO | {"email": "cleo"})

    assert answer.status_code == 422
    assert not User.objects.exists()


def test_an_address_already_used_makes_no_second_account(client, ada):
    letter = ada.letter("You came home.")

    answer = client.post(SIGN_UP, CLEO | {"email": "Ada@Example.org"})

    assert answer.status_code == 422
    assert User.objects.get() == ada.user
    assert letter.open(keys.open_with_recovery_key(ada.user, ada.recovery_key))


def test_the_address_is_kept_in_small_letters(client, db):
    client.post(SIGN_UP, CLEO | {"email": "Cleo@Example.ORG"})

    assert User.objects.get().email == "cleo@example.org"


@pytest.mark.parametrize(
    ("said", "kept"),
    [("Europe/Oslo", "Europe/Oslo"), ("Middle/Earth", "UTC"), ("", "UTC"), ("../../etc", "UTC")],
)
def test_the_browsers_time_zone_is_kept_if_it_is_one(client, db, said, kept):
    client.post(SIGN_UP, CLEO | {"time_zone": said})

    assert User.objects.get().time_zone == kept


def test_a_closed_house_says_so_and_takes_nobody_in(client, db, settings):
    settings.DEARSELF_SIGNUP = "closed"

    shown, sent = client.get(SIGN_UP), client.post(SIGN_UP, CLEO)

    assert "No new accounts here for now" in shown.content.decode()
    assert "No new accounts here for now" in sent.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("verification", ["mandatory", "none"])
def test_a_taken_address_costs_as_many_slow_hashes_as_a_new_one(
    ada, settings, monkeypatch, verification
):
    """Where mail confirms addresses, the answer does not say which ones are taken: nor may time."""
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    hashed = []
    for owner, slow in [(CappedArgon2, "encode"), (sealing, "password_key")]:
        real = getattr(owner, slow)
        monkeypatch.setattr(
            owner, slow, lambda *a, real=real, slow=slow: (hashed.append(slow), real(*a))[1]
        )

    answers = []
    for email in ("cleo@example.org", "ada@example.org"):
        hashed.clear()
        answer = Client().post(SIGN_UP, CLEO | {"email": email})
        answers.append((answer.status_code, answer.headers.get("Location"), sorted(hashed)))

    new, taken = answers
    assert new[2] == ["encode", "password_key"]
    if verification == "mandatory":
        assert taken == new
    else:  # no mail could tell its owner, so the page says that it is taken
        assert taken[0] == 422


# --- the recovery key ---


def test_the_key_is_still_there_after_a_reload(signed_up):
    assert key_shown(signed_up) == key_shown(signed_up)


def test_the_key_is_still_there_after_a_look_elsewhere(signed_up):
    before = key_shown(signed_up)

    signed_up.get("/today/")
    signed_up.get("/")

    assert key_shown(signed_up) == before


def test_after_later_the_key_is_gone_and_today_says_so(signed_up):
    answer = signed_up.post("/accounts/recovery/later/", follow=True)

    assert answer.redirect_chain == [("/today/", 302)]
    assert NO_KEY_YET in answer.content.decode()
    assert "groups" not in signed_up.get(RECOVERY).context


def test_two_groups_prove_that_it_is_kept_and_today_says_nothing_more(signed_up):
    answer = signed_up.post(RECOVERY, proof(key_shown(signed_up)), follow=True)

    assert answer.redirect_chain == [("/today/", 302)]
    assert NO_KEY_YET not in answer.content.decode()
    assert "groups" not in signed_up.get(RECOVERY).context


def test_proof_is_forgiving_about_case_and_spaces(signed_up):
    said = {name: f" {group.lower()} " for name, group in proof(key_shown(signed_up)).items()}

    assert signed_up.post(RECOVERY, said).status_code == 302


@pytest.mark.parametrize("wrong", [{"first": "AAAA"}, {"second": "AAAA"}, {"second": ""}])
def test_a_wrong_group_is_no_proof(signed_up, wrong):
    answer = signed_up.post(RECOVERY, proof(key_shown(signed_up)) | wrong)

    assert answer.status_code == 422
    assert "groups" in answer.context
    assert not keys.recovery_key_is_kept(User.objects.get())


def test_the_right_groups_in_the_wrong_order_are_no_proof(signed_up):
    said = proof(key_shown(signed_up))

    answer = signed_up.post(RECOVERY, {"first": said["second"], "second": said["first"]})

    assert answer.status_code == 422


def test_the_download_has_the_key_as_an_attachment(signed_up):
    answer = signed_up.get("/accounts/recovery/download/")

    assert answer["Content-Disposition"] == 'attachment; filename="recovery-key.txt"'
    assert answer["Content-Type"] == "text/plain"
    assert key_shown(signed_up) in answer.content.decode().splitlines()


def test_there_is_nothing_to_download_once_it_was_put_off(signed_up):
    signed_up.post("/accounts/recovery/later/")

    assert signed_up.get("/accounts/recovery/download/").url == RECOVERY
