"""Starting over at `/accounts/start-over/`: for a sealed journal, all of it, and asked twice."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User, Vault
from accounts.signin import start_over
from accounts.vault import keys
from accounts.vault.sealed_models import sealed_models
from accounts.vault.sealing import Locked, WrongKey
from journal.models import Entry
from tests.belongings import change, sealed, write_everywhere
from tests.people import PASSWORD, Person, sign_in, sign_up

START_OVER, GIVEN = "/accounts/start-over/", "given by the operator"
SAID = {"password": GIVEN, "understood": "on"}


@pytest.fixture
def sealed_ada(ada: Person) -> Person:
    """Ada has written, and her password was changed from outside."""
    write_everywhere(ada)
    seal(ada)
    return ada


def seal(person: Person) -> None:
    person.user.set_password(GIVEN)
    person.user.save()
    person.browser = sign_in(person.user, GIVEN)


def everything() -> list[Any]:
    return [
        list(model._base_manager.order_by("pk").values_list())
        for model in [*sealed_models(), Vault]
    ]


def test_all_of_it_is_gone_and_an_empty_journal_opens(sealed_ada):
    answer = sealed_ada.browser.post(START_OVER, SAID, follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/recovery/"
    assert sealed(sealed_ada) == []
    kept = sealed_ada.browser.post("/journal/letters/new/", {"body": "A first line."}, follow=True)
    assert "A first line." in kept.content.decode()
    assert sign_in(sealed_ada.user, GIVEN).get("/journal/").status_code == 200


def test_the_new_recovery_key_opens_it_and_nothing_from_before_does(sealed_ada):
    answer = sealed_ada.browser.post(START_OVER, SAID, follow=True)

    shown = "-".join(answer.context["groups"])
    assert keys.open_with_recovery_key(sealed_ada.user, shown).owner_id == sealed_ada.user.pk
    with pytest.raises(WrongKey):
        keys.open_with_password(sealed_ada.user, PASSWORD)
    with pytest.raises(WrongKey):
        keys.open_with_recovery_key(sealed_ada.user, sealed_ada.recovery_key)


def test_the_account_and_its_settings_stay(sealed_ada):
    User.objects.update(theme="night", idle_minutes=5)
    before = User.objects.values().get()

    sealed_ada.browser.post(START_OVER, SAID)

    assert User.objects.values().get() == before


def test_another_persons_journal_stays_whole(sealed_ada, ben):
    write_everywhere(ben)
    before = [bytes(getattr(row, name)) for row, name in sealed(ben)]

    sealed_ada.browser.post(START_OVER, SAID)

    assert [bytes(getattr(row, name)) for row, name in sealed(ben)] == before
    assert len(before) == 12


def test_looking_deletes_nothing_and_says_what_would_be_lost(sealed_ada):
    before = everything()

    said = sealed_ada.browser.get(START_OVER).content.decode()

    assert "It cannot be undone." in said
    assert "Waiting costs nothing" in said
    assert everything() == before


def test_the_way_there_is_on_the_sealed_page_and_on_no_other(sealed_ada, ben):
    ben.browser.post("/accounts/lock/")

    sealed_page = sealed_ada.browser.get("/accounts/unlock/").content.decode()
    locked_page = ben.browser.get("/accounts/unlock/").content.decode()

    assert (START_OVER in sealed_page, START_OVER in locked_page) == (True, False)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"password": PASSWORD}, "password"),
        ({"password": ""}, "password"),
        ({"understood": ""}, "understood"),
    ],
    ids=["the password from before", "no password", "no tick"],
)
def test_without_both_nothing_is_deleted(sealed_ada, said, field):
    before = everything()

    answer = sealed_ada.browser.post(START_OVER, SAID | said)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert everything() == before


def test_an_open_or_locked_journal_is_never_deleted_here(ada):
    write_everywhere(ada)
    before = everything()

    while_open = ada.browser.post(START_OVER, {"password": PASSWORD, "understood": "on"})
    ada.browser.post("/accounts/lock/")
    while_locked = ada.browser.post(START_OVER, {"password": PASSWORD, "understood": "on"})

    assert (while_open.url, while_locked.url) == ("/accounts/settings/", "/accounts/settings/")
    assert everything() == before


def test_unsealed_in_another_browser_a_moment_ago_nothing_is_deleted(sealed_ada):
    keys.rewrap_password(sealed_ada.user, sealed_ada.vault, GIVEN)
    before = everything()

    with pytest.raises(keys.NotSealed):
        start_over.replace_sealed_journal(sealed_ada.user, GIVEN)

    assert everything() == before


def test_a_journal_that_the_password_opens_is_never_deleted_whatever_its_mark_says(ada):
    write_everywhere(ada)
    ada.browser.post("/accounts/lock/")
    Vault.objects.update(sealed_at=timezone.now())
    before = [bytes(getattr(row, name)) for row, name in sealed(ada)]

    said = {"password": PASSWORD, "understood": "on"}
    answer = ada.browser.post(START_OVER, said, follow=True)

    assert [bytes(getattr(row, name)) for row, name in sealed(ada)] == before
    assert len(before) == 12
    assert answer.redirect_chain[-1][0] == "/today/"
    assert "Nothing was deleted." in answer.content.decode()
    assert not keys.is_sealed(ada.user)
    assert ada.browser.get("/journal/").status_code == 200


def test_guessing_at_it_is_slowed_down(sealed_ada, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    for _ in range(3):
        sealed_ada.browser.post(START_OVER, SAID | {"password": "a guess"})
    before = everything()

    assert sealed_ada.browser.post(START_OVER, SAID).status_code == 429
    assert everything() == before


def test_cut_off_in_the_middle_everything_is_as_it_was(sealed_ada, monkeypatch):
    before = everything()
    calls: list[object] = []

    def pull_the_plug() -> None:
        calls.append(True)
        assert not Entry.objects.filter(owner=sealed_ada.user).exists()
        raise RuntimeError("The power went.")

    monkeypatch.setattr(start_over.vacuum, "after_delete", pull_the_plug)

    with pytest.raises(RuntimeError):
        start_over.replace_sealed_journal(sealed_ada.user, GIVEN)

    assert calls == [True]
    assert everything() == before


def test_what_was_in_flight_from_before_is_not_written_into_the_new_journal(ada):
    letter = ada.letter("From before.")
    Vault.objects.update(sealed_at=timezone.now())
    opened, _ = start_over.replace_sealed_journal(ada.user, GIVEN)

    with pytest.raises(Locked):
        change_unseen(ada, letter)

    assert sealed(ada) == []
    assert opened.keyring.current == 2


def change_unseen(person: Person, letter: Entry) -> None:
    letter.refresh_from_db = lambda: None  # type: ignore[method-assign] # as the page knew it
    change(person, letter, "In flight.")


def test_started_over_partway_to_new_keys_nothing_of_them_is_left(ada):
    write_everywhere(ada)
    keys.take_new_keys(ada.user, ada.vault, "tin roof sundial")
    seal(ada)

    ada.browser.post(START_OVER, SAID)

    assert Vault.objects.values("key_id", "retiring").get() == {"key_id": 3, "retiring": b""}
    assert sealed(ada) == []


def test_the_old_words_do_not_linger_in_sqlites_files(sqlite_file):
    ada = sign_up("ada")
    written = [bytes(ada.day(date(2026, 6, n), focus_1="x").content)[17:] for n in range(1, 20)]
    Vault.objects.update(sealed_at=timezone.now())

    start_over.replace_sealed_journal(ada.user, GIVEN)

    files = [sqlite_file, sqlite_file.with_name(sqlite_file.name + "-wal")]
    kept = b"".join(file.read_bytes() for file in files)
    assert [old for old in written if old in kept] == []
