"""New keys at `/accounts/new-keys/`: everything opens under them, nothing under the old ones."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import Vault
from accounts.vault import keys
from accounts.vault.sealing import Damaged, OpenVault, WrongKey
from accounts.vault.state import vault_state
from journal.models import Entry
from tests.belongings import DAY, sealed, write_everywhere
from tests.damage import damaged
from tests.people import PASSWORD, Person, sign_in

NEW_KEYS, GOING = "/accounts/new-keys/", "/accounts/new-keys/going/"
NEW = "tin roof sundial"
SAID = {"password": PASSWORD, "password1": NEW, "password2": NEW}


def key_ids(person: Person) -> list[int]:
    """Under which keys their records are, each number once."""
    found = {int.from_bytes(bytes(getattr(row, name))[1:5]) for row, name in sealed(person)}
    return sorted(found)


def all_words(person: Person, vault: OpenVault) -> list[bytes]:
    return [vault.open(row, name, getattr(row, name)) for row, name in sealed(person)]


def begin(person: Person, password: str = NEW) -> tuple[OpenVault, str]:
    """Begin with new keys, as the page does, and seal nothing anew yet."""
    person.user.refresh_from_db()
    opened = keys.open_with_password(person.user, _password_now(person))
    return keys.take_new_keys(person.user, opened, password)


def _password_now(person: Person) -> str:
    known = (PASSWORD, NEW, "a third sundial")
    return next(said for said in known if person.user.check_password(said))


# --- all of it in one go ---


def test_everything_opens_after_and_is_under_the_new_key(ada):
    write_everywhere(ada)
    before = all_words(ada, ada.vault)
    assert (len(before), key_ids(ada)) == (12, [1])

    answer = ada.browser.post(NEW_KEYS, SAID)

    assert answer.url == "/accounts/recovery/"
    renewed = keys.open_with_password(ada.user, NEW)
    assert all_words(ada, renewed) == before
    assert key_ids(ada) == [2]
    assert list(renewed.keyring.keys) == [2]
    assert Vault.objects.values("key_id", "retiring").get() == {"key_id": 2, "retiring": b""}


def test_the_pages_show_every_word_in_the_same_visit(ada):
    letter, binned, _ = write_everywhere(ada)
    ada.browser.post(NEW_KEYS, SAID)

    shown = [
        ada.browser.get(f"/journal/{letter.uuid}/"),
        ada.browser.get(f"/journal/{letter.uuid}/versions/"),
        ada.browser.get(f"/journal/{binned.uuid}/"),
        ada.browser.get(f"/journal/days/{DAY}/"),
    ]

    words = ["You came home.", "At first.", "Not this one.", "soup"]
    for said, answer in zip(words, shown, strict=True):
        assert said in answer.content.decode()


def test_the_old_password_and_the_old_recovery_key_open_nothing(ada):
    ada.browser.post(NEW_KEYS, SAID)

    with pytest.raises(WrongKey):
        keys.open_with_password(ada.user, PASSWORD)
    with pytest.raises(WrongKey):
        keys.open_with_recovery_key(ada.user, ada.recovery_key)
    refused = Client().post("/accounts/login/", {"login": ada.user.email, "password": PASSWORD})
    assert refused.status_code == 422


def test_a_newer_recovery_key_that_waited_to_be_proven_opens_nothing_either(ada):
    waiting = keys.renew_recovery_key(ada.user, ada.vault)

    ada.browser.post(NEW_KEYS, SAID)

    with pytest.raises(WrongKey):
        keys.open_with_recovery_key(ada.user, waiting)


def test_a_new_recovery_key_is_shown_and_opens_everything(ada):
    write_everywhere(ada)
    before = all_words(ada, ada.vault)

    answer = ada.browser.post(NEW_KEYS, SAID, follow=True)

    shown = "-".join(answer.context["groups"])
    assert all_words(ada, keys.open_with_recovery_key(ada.user, shown)) == before


def test_what_the_old_data_key_could_open_it_opens_no_more(ada):
    write_everywhere(ada)
    ada.browser.post(NEW_KEYS, SAID)

    for row, name in sealed(ada):
        with pytest.raises(Damaged):
            ada.vault.open(row, name, getattr(row, name))


def test_an_old_vault_row_put_back_by_hand_opens_old_records_and_no_new_ones(ada):
    """A backup with the password of its time opens what was in it. What came later stays shut."""
    letter = ada.letter("From before.")
    old_row, old_record = Vault.objects.get(), bytes(letter.content)
    ada.browser.post(NEW_KEYS, SAID)
    letter.refresh_from_db()

    old_row.save()

    opened = keys.open_with_password(ada.user, PASSWORD)
    assert b"From before." in opened.open(letter, "content", old_record)
    with pytest.raises(Damaged):
        letter.open(opened)


def test_other_visits_end_and_this_one_goes_on(ada):
    other = sign_in(ada.user)
    assert other.get("/journal/").status_code == 200

    ada.browser.post(NEW_KEYS, SAID)

    assert other.get("/journal/").url == "/accounts/login/?next=/journal/"
    assert ada.browser.get("/journal/").status_code == 200
    assert UserSession.objects.filter(user=ada.user).count() == 1


def test_another_persons_records_and_keys_stay_as_they_are(ada, ben):
    write_everywhere(ada)
    write_everywhere(ben)
    before = [bytes(getattr(row, name)) for row, name in sealed(ben)]

    ada.browser.post(NEW_KEYS, SAID)

    assert [bytes(getattr(row, name)) for row, name in sealed(ben)] == before
    assert keys.open_with_password(ben.user, PASSWORD).keyring == ben.vault.keyring


def test_writing_goes_on_under_the_new_key(ada):
    letter = ada.letter("At first.")
    ada.browser.post(NEW_KEYS, SAID)

    ada.browser.post(f"/journal/{letter.uuid}/edit/", {"body": "Then.", "base": 1})

    letter.refresh_from_db()
    renewed = keys.open_with_password(ada.user, NEW)
    assert letter.open(renewed).body == "Then."
    assert [version.open(renewed).body for version in letter.versions.all()] == ["At first."]
    assert key_ids(ada) == [2]


def test_someone_who_has_written_nothing_gets_new_keys_too(ada):
    assert ada.browser.post(NEW_KEYS, SAID).url == "/accounts/recovery/"
    assert Vault.objects.values("key_id", "retiring").get() == {"key_id": 2, "retiring": b""}


def test_a_damaged_record_stays_as_it_is_and_the_page_says_so(ada):
    whole, spoiled = ada.letter("Whole."), ada.letter("Damaged.")
    broken = damaged(spoiled.content)
    Entry.objects.filter(pk=spoiled.pk).update(content=broken)

    answer = ada.browser.post(NEW_KEYS, SAID, follow=True)

    assert "One record was damaged before and did not open." in answer.content.decode()
    spoiled.refresh_from_db()
    whole.refresh_from_db()
    assert bytes(spoiled.content) == broken
    assert whole.open(keys.open_with_password(ada.user, NEW)).body == "Whole."
    assert not vault_state(ada.user).is_partway


# --- what is asked first ---


def test_looking_changes_nothing_and_says_what_it_cannot_do(ada):
    before = Vault.objects.values().get()

    answer = ada.browser.get(NEW_KEYS)

    assert "they hold an old copy" in answer.content.decode()
    assert Vault.objects.values().get() == before


@pytest.mark.parametrize("linked_from", ["/accounts/settings/", "/accounts/password/change/"])
def test_the_way_there_is_where_one_looks_for_it(ada, linked_from):
    said = ada.browser.get(linked_from).content.decode()

    assert f'href="{NEW_KEYS}">Someone may know my password</a>' in said


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"password": "wrong horse battery"}, "password"),
        ({"password": ""}, "password"),
        ({"password1": PASSWORD, "password2": PASSWORD}, "password1"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password2": "tin roof moondial"}, "password2"),
    ],
    ids=["a wrong password", "none", "the same one", "too short", "two that differ"],
)
def test_what_does_not_fit_begins_nothing(ada, said, field):
    before = Vault.objects.values().get()

    answer = ada.browser.post(NEW_KEYS, SAID | said)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Vault.objects.values().get() == before
    assert sign_in(ada.user).get("/journal/").status_code == 200


def test_guessing_at_it_is_slowed_down(ada, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    for _ in range(3):
        ada.browser.post(NEW_KEYS, SAID | {"password": "a guess"})

    answer = ada.browser.post(NEW_KEYS, SAID)

    assert answer.status_code == 429
    assert keys.open_with_password(ada.user, PASSWORD).keyring == ada.vault.keyring


@pytest.mark.parametrize("address", [NEW_KEYS, GOING])
def test_a_locked_or_sealed_journal_is_opened_first(ada, address):
    ada.browser.post("/accounts/lock/")
    before = Vault.objects.values().get()

    answers = [ada.browser.get(address), ada.browser.post(address, SAID)]

    assert [answer.url.split("?")[0] for answer in answers] == ["/accounts/unlock/"] * 2
    assert Vault.objects.values().get() == before
