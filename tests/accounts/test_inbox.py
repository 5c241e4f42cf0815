"""The inbox: forms sealed to a public key, which only their writer's vault opens."""

import json
from base64 import b64decode
from pathlib import Path
from uuid import UUID

import pytest

from accounts.inbox import inbox
from accounts.inbox.inbox import MOST, Form, Outcome
from accounts.models import InboxForm, Vault
from accounts.vault import inbox_key, keys, quota
from accounts.vault.inbox_key import NoInbox
from accounts.vault.quota import JournalFull
from accounts.vault.sealing import Damaged, Keyring, OpenVault
from journal.models import Draft
from tests.late import SAID, UNLOCK, lock, unlock, written
from tests.pages import NEW, send
from tests.people import PASSWORD, Person

FROZEN = Path(__file__).with_name("frozen_inbox.json")
LETTER = Form(NEW, "title=The+coat&body=You+came+home.")
VISIT, ANOTHER_VISIT = b"one visit, hers.", b"another one here"


def page(number: int) -> bytes:
    return number.to_bytes(16)


def put(ada: Person, form: Form = LETTER, *, visit: bytes = VISIT, number: int = 0) -> None:
    inbox.seal_form(ada.user, form, visit=visit, page=page(number))


def bodies(ada: Person) -> list[str]:
    """Of what waits, oldest first."""
    return [it.form.sent["body"] for it in inbox.waiting_forms(ada.user, ada.vault)]


# --- sealed ---------------------------------------------------------------------


def test_a_form_opens_for_its_writer(ada):
    put(ada)

    assert [it.form for it in inbox.waiting_forms(ada.user, ada.vault)] == [LETTER]


def test_the_row_holds_nothing_in_clear(ada):
    put(ada)

    content = bytes(InboxForm.objects.get().content)

    assert [it for it in (b"coat", b"came home", b"letters") if it in content] == []


def test_it_opens_for_nobody_else_and_in_no_other_row(ada, ben):
    put(ada)
    row = InboxForm.objects.get()

    InboxForm.objects.update(owner=ben.user)
    moved = InboxForm(owner=ada.user, content=row.content)

    assert [it.form for it in inbox.waiting_forms(ben.user, ben.vault)] == [None]
    with pytest.raises(Damaged):
        ada.vault.open(moved, "content", row.content)


@pytest.mark.parametrize("broken", [b"", b"\x02", b"\x02" * 40, b"\x03" * 3000])
def test_what_is_no_sealed_form_is_damaged(ada, broken):
    put(ada)
    InboxForm.objects.update(content=broken)

    assert [it.form for it in inbox.waiting_forms(ada.user, ada.vault)] == [None]


def test_a_form_sealed_by_an_earlier_version_opens():
    """The frozen record was made once, by the version that brought the inbox. It stays as it is."""
    frozen = json.loads(FROZEN.read_text())
    vault = OpenVault(UUID(frozen["owner"]), Keyring({3: b64decode(frozen["data_key"])}))
    row = InboxForm(owner_id=vault.owner_id, uuid=UUID(frozen["uuid"]))

    assert vault.open(row, "content", b64decode(frozen["content"])) == b"You came home."
    assert vault.inbox_key == b64decode(frozen["inbox_key"])


def test_a_longer_letter_is_padded_so_that_its_size_says_little(ada):
    put(ada, Form(NEW, "body=" + "x" * 10_000), number=1)
    put(ada, Form(NEW, "body=" + "x" * 10_100), number=2)

    assert len({len(row.content) for row in InboxForm.objects.all()}) == 1


# --- as many as may wait ----------------------------------------------------------


def test_twenty_forms_of_a_visit_wait_and_none_pushes_another_out(ada):
    for number in range(MOST):
        put(ada, Form(NEW, f"body={number}"), number=number)

    with pytest.raises(NoInbox):
        put(ada, Form(NEW, "body=more"), number=MOST)

    assert bodies(ada) == [str(number) for number in range(MOST)]


def test_after_twenty_planted_ones_a_form_of_another_visit_still_finds_room(ada):
    for number in range(MOST):
        put(ada, Form(NEW, "body=planted"), visit=ANOTHER_VISIT, number=number)

    put(ada)

    assert bodies(ada)[-1] == "You came home."


def test_a_page_of_one_visit_takes_the_place_of_none_of_anothers(ada):
    put(ada)
    put(ada, Form(NEW, "body=planted"), visit=ANOTHER_VISIT)

    assert bodies(ada) == ["You came home.", "planted"]


def test_a_later_state_of_a_page_takes_the_place_of_its_earlier_one(ada):
    put(ada)
    put(ada, Form(NEW, "body=Home."))

    assert bodies(ada) == ["Home."]


def test_there_is_an_end_to_how_much_of_a_visit_may_wait_and_what_waits_stays(ada, monkeypatch):
    monkeypatch.setattr(inbox, "MOST_BYTES", 6_000)
    put(ada, Form(NEW, f"body={'x' * 3_000}"))

    with pytest.raises(NoInbox):
        put(ada, Form(NEW, f"body={'x' * 3_000}"), number=1)
    with pytest.raises(NoInbox):  # a later state of the same page, but far longer
        put(ada, Form(NEW, f"body={'x' * 9_000}"))

    assert bodies(ada) == ["x" * 3_000]


def test_all_of_it_counts_towards_the_quota(ada, settings):
    settings.DEARSELF_QUOTA_MB = 1
    before = quota.measure(ada.user)
    put(ada)
    size = len(InboxForm.objects.get().content)

    with pytest.raises(JournalFull):
        put(ada, Form(NEW, f"body={'x' * 1_000_000}"), number=1)

    assert quota.measure(ada.user) - before == size


# --- the key ----------------------------------------------------------------------


def test_a_new_vault_has_its_key(ada):
    assert bytes(Vault.objects.get().inbox_key) == ada.vault.inbox_key


def test_without_one_nothing_can_be_sealed(ada):
    Vault.objects.update(inbox_key=None)

    with pytest.raises(NoInbox):
        put(ada)


def test_a_visit_that_was_open_before_there_was_one_writes_it_at_its_next_page(ada):
    Vault.objects.update(inbox_key=None)
    session = ada.browser.session
    del session["vault_opened"]  # as the version before left it
    session.save()

    ada.browser.get("/journal/")

    assert bytes(Vault.objects.get().inbox_key) == ada.vault.inbox_key


def test_one_that_was_changed_in_the_database_is_put_right_and_logged(ada, ben, caplog):
    Vault.objects.filter(owner=ada.user).update(inbox_key=ben.vault.inbox_key)
    lock(ada)

    unlock(ada)

    stored = Vault.objects.get(owner=ada.user).inbox_key
    assert bytes(stored) == ada.vault.inbox_key
    said = [it.getMessage() for it in caplog.records if it.name == inbox_key.__name__]
    assert said == ["The key of an inbox was not its vault's. Now it is."]


def test_someone_whose_account_is_closed_or_gone_has_none(ada, ben):
    ada.user.is_active = False
    ada.user.save()
    Vault.objects.filter(owner=ben.user).delete()

    for person in (ada, ben):
        with pytest.raises(NoInbox):
            put(person)


# --- new keys ---------------------------------------------------------------------


def test_a_form_sealed_a_moment_before_new_keys_opens_after_them(ada):
    put(ada)
    new = {"password": PASSWORD, "password1": "tin roof sundial", "password2": "tin roof sundial"}

    ada.browser.post("/accounts/new-keys/", new)

    renewed = keys.open_with_password(ada.user, "tin roof sundial")
    assert renewed.keyring.keys.keys() == {2}
    assert Draft.objects.get().open(renewed).fields["body"] == ["You came home."]
    assert bytes(Vault.objects.get().inbox_key) == renewed.inbox_key


def test_what_is_to_be_copied_is_sealed_anew_before_the_earlier_key_goes(ada):
    put(ada, Form("/practices/kit/add/line/", "kit_line=Slowly."))
    new = {"password": PASSWORD, "password1": "tin roof sundial", "password2": "tin roof sundial"}

    ada.browser.post("/accounts/new-keys/", new)

    renewed = keys.open_with_password(ada.user, "tin roof sundial")
    assert renewed.keyring.keys.keys() == {2}
    (waits,) = inbox.waiting_forms(ada.user, renewed)
    assert waits.form.sent["kit_line"] == "Slowly."


def test_partway_to_new_keys_both_open_what_was_sealed_to_them(ada):
    put(ada)
    partway, _recovery_key = keys.take_new_keys(ada.user, ada.vault, "tin roof sundial")
    put(ada, number=1)

    arrivals = inbox.empty(ada.user, partway)

    assert [it.result.outcome for it in arrivals] == [Outcome.DRAFT, Outcome.DRAFT]


# --- emptied ------------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


def test_killed_while_it_is_emptied_all_of_it_waits(ada, monkeypatch):
    put(ada)
    put(ada, Form(NEW, "body=Sit+down."), number=1)
    seen = []

    def dies_at_the_second(user, vault, form):
        seen.append(form)
        if len(seen) == 2:
            raise Killed

    monkeypatch.setattr(inbox, "to_draft", [dies_at_the_second, *inbox.to_draft])
    with pytest.raises(Killed):
        inbox.empty(ada.user, ada.vault)
    monkeypatch.undo()

    assert bodies(ada) == ["You came home.", "Sit down."]
    assert not Draft.objects.exists()
    assert len(inbox.empty(ada.user, ada.vault)) == 2


def test_one_that_trips_its_app_up_keeps_no_other_back(ada):
    put(ada, Form("/journal/letters/new/", "body=You+came+home.&draft=" + "x" * 5000))
    put(ada, Form("//[/", "body=x"), number=1)

    outcomes = [it.result.outcome for it in inbox.empty(ada.user, ada.vault)]

    assert outcomes == [Outcome.DRAFT, Outcome.TO_COPY]


def test_a_long_letter_comes_back_whole(ada):
    body = "A line of a long letter, with an ü and a 🌿 in it.\n" * 8_000
    typed = written(ada, body=body)
    lock(ada)

    unlock(ada, send(ada, NEW, typed).url)

    assert Draft.objects.get().open(ada.vault).fields["body"] == [body]


def test_starting_over_lets_it_go_with_everything_else(ada):
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)
    ada.user.set_password("a password from the desk")
    ada.user.save()
    new = {"login": ada.user.email, "password": "a password from the desk"}
    ada.browser.post("/accounts/login/", new)
    ada.browser.get(UNLOCK)
    assert bodies(ada) == [SAID["body"]]

    said = {"password": "a password from the desk", "understood": "on"}
    ada.browser.post("/accounts/start-over/", said)

    assert not InboxForm.objects.exists()


def test_where_the_stored_key_is_none_the_words_stand_on_the_page(ada):
    typed = written(ada)
    lock(ada)
    Vault.objects.update(inbox_key=b"cut short")

    page = send(ada, NEW, typed)

    assert page.status_code == 403
    assert SAID["title"] in page.text
    assert not InboxForm.objects.exists()
