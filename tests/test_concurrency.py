"""Many hands at once: nothing is lost, and nothing wins unseen.

Elsewhere SQLite runs in memory, where threads cannot meet. `at_once` lets them meet in a file
of its own; PostgreSQL is used as it is.
"""

from collections import Counter
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError

from accounts.models import User
from accounts.vault import keys, rotation
from accounts.vault.sealing import Locked, header
from journal.content import Typed
from journal.drafts import store
from journal.keeping import keep
from journal.models import Draft, Entry
from tests.belongings import DAY, keep_letter
from tests.conftest import THREADS
from tests.people import Person, sign_up


def kinds(outcomes: list[Any]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


def save_draft(ada: Person, uuid: UUID, body: str, revision: int) -> Draft:
    return store.save_draft(
        ada.user,
        ada.vault,
        uuid=uuid,
        revision=revision,
        form=Draft.Form.LETTER,
        entry_uuid=uuid,
        day=DAY,
        base="",
        typed=Typed({"body": [body]}),
    )


def bodies(ada: Person) -> list[str]:
    found = [draft.open(ada.vault).fields["body"][0] for draft in Draft.objects.of(ada.user)]
    return sorted(found)


ALL_TEXTS = [f"From tab {number}." for number in range(THREADS)]


def test_of_eight_changes_to_one_letter_one_wins_and_seven_are_told(at_once):
    ada = sign_up("ada")
    letter = ada.letter("At the start.")

    outcomes = at_once(lambda n: keep_letter(ada, letter.uuid, f"From tab {n}.", 1))

    assert kinds(outcomes) == {"Entry": 1, "Conflict": 7}
    (winner,) = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Entry)]
    letter.refresh_from_db()
    assert (letter.version, letter.open(ada.vault).body) == (2, f"From tab {winner}.")
    assert [v.open(ada.vault).body for v in letter.versions.all()] == ["At the start."]
    conflicts = [outcome for outcome in outcomes if isinstance(outcome, keep.Conflict)]
    assert {conflict.theirs.body for conflict in conflicts} == {f"From tab {winner}."}


def test_of_eight_keeps_of_one_new_letter_one_wins_and_seven_are_told(at_once):
    ada, uuid = sign_up("ada"), uuid4()

    outcomes = at_once(lambda n: keep_letter(ada, uuid, f"From tab {n}.", 0))

    assert kinds(outcomes) == {"Entry": 1, "Conflict": 7}
    assert Entry.objects.of(ada.user).get().version == 1


def test_eight_times_the_same_letter_is_one_letter(at_once):
    ada, uuid = sign_up("ada"), uuid4()

    outcomes = at_once(lambda n: keep_letter(ada, uuid, "Sit down.", 0))

    assert kinds(outcomes) == {"Entry": 8}
    assert Entry.objects.of(ada.user).get().version == 1


def test_eight_keeps_of_one_new_day_are_one_day(at_once):
    ada = sign_up("ada")

    outcomes = at_once(
        lambda n: keep.keep_half(
            ada.user,
            ada.vault,
            day=DAY,
            half="morning",
            answers={"focus_1": f"From tab {n}."},
            expected=None,
        )
    )

    assert kinds(outcomes) == {"Entry": 1, "Conflict": 7}
    (winner,) = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Entry)]
    day = Entry.objects.of(ada.user).get()
    assert day.open(ada.vault).answers == {"focus_1": f"From tab {winner}."}


def test_both_halves_of_a_new_day_at_once_are_one_whole_day(at_once):
    ada = sign_up("ada")
    halves = [("morning", {"focus_1": "the fat pen"}), ("evening", {"given": "Tea."})]

    def one_half(number: int) -> Entry:
        half, answers = halves[number % 2]
        return keep.keep_half(
            ada.user, ada.vault, day=DAY, half=half, answers=answers, expected=None
        )

    outcomes = at_once(one_half)

    assert kinds(outcomes) == {"Entry": 8}
    day = Entry.objects.of(ada.user).get()
    assert day.open(ada.vault).answers == {"focus_1": "the fat pen", "given": "Tea."}


def test_eight_tabs_saving_to_one_draft_all_find_their_words_again(at_once):
    ada, uuid = sign_up("ada"), uuid4()
    save_draft(ada, uuid, "At the start.", 0)

    outcomes = at_once(lambda n: save_draft(ada, uuid, f"From tab {n}.", 1))

    assert kinds(outcomes) == {"Draft": 8}
    assert bodies(ada) == ALL_TEXTS


def test_eight_tabs_beginning_one_draft_all_find_their_words_again(at_once):
    ada, uuid = sign_up("ada"), uuid4()

    outcomes = at_once(lambda n: save_draft(ada, uuid, f"From tab {n}.", 0))

    assert kinds(outcomes) == {"Draft": 8}
    assert bodies(ada) == ALL_TEXTS


def test_eight_people_write_at_once_and_every_letter_is_kept(at_once):
    people = [sign_up(f"person-{number}") for number in range(THREADS)]

    outcomes = at_once(lambda n: keep_letter(people[n], uuid4(), f"From person {n}.", 0))

    assert not [outcome for outcome in outcomes if isinstance(outcome, DatabaseError)]
    for number, person in enumerate(people):
        kept = Entry.objects.of(person.user).get().open(person.vault)
        assert kept.body == f"From person {number}."


def test_letting_go_of_a_letter_while_it_is_changed_loses_no_words(at_once):
    ada = sign_up("ada")
    letter = ada.letter("At the start.")

    def change_or_bin(number: int) -> Any:
        if number == 0:
            return keep.bin_entry(ada.user, ada.vault, letter)
        return keep_letter(ada, letter.uuid, f"From tab {number}.", 1)

    outcomes = at_once(change_or_bin)

    letter.refresh_from_db()
    said = [letter.open(ada.vault).body, *(v.open(ada.vault).body for v in letter.versions.all())]
    assert kinds(outcomes)["Entry"] == len(said) - 1 <= 1
    assert said[-1] == "At the start."
    assert letter.binned_at is not None


def test_while_new_keys_are_taken_no_writer_leaves_a_record_under_the_old_one(at_once):
    """Seven visits with the earlier keys write on while the eighth takes new ones."""
    ada = sign_up("ada")
    for number in range(20):
        ada.letter(f"Letter {number}.")

    def write_or_renew(number: int) -> Any:
        if number == 0:
            renewed, _ = keys.take_new_keys(ada.user, ada.vault, "tin roof sundial")
            return rotation.seal_anew(ada.user, renewed, seconds=60)
        written = []
        for turn in range(20):
            try:
                written.append(keep_letter(ada, uuid4(), f"{number}, {turn}.", 0))
            except Locked:
                return written
        return written

    left, *written = at_once(write_or_renew)

    renewed = keys.open_with_password(ada.user, "tin roof sundial")
    entries = list(Entry.objects.of(ada.user))
    assert isinstance(left, rotation.Remaining), left
    assert left.is_done
    assert list(renewed.keyring.keys) == [2]
    assert {bytes(entry.content)[:5] for entry in entries} == {header(2)}
    said = [f"Letter {number}." for number in range(20)]
    said += [
        f"{number}, {turn}." for number, kept in enumerate(written, 1) for turn in range(len(kept))
    ]
    assert sorted(entry.open(renewed).body for entry in entries) == sorted(said)


def test_of_eight_who_take_new_keys_at_once_one_does_and_seven_are_refused(at_once):
    ada = sign_up("ada")
    letter = ada.letter("At the start.")

    def take_new_keys(number: int) -> Any:
        user = User.objects.get(pk=ada.user.pk)  # each visit has read its own
        return keys.take_new_keys(user, ada.vault, f"tin roof sundial {number}")

    outcomes = at_once(take_new_keys)

    assert sum(isinstance(outcome, Locked) for outcome in outcomes) == THREADS - 1
    (winner,) = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, tuple)]
    ada.user.refresh_from_db()
    assert ada.user.check_password(f"tin roof sundial {winner}")
    opened = keys.open_with_password(ada.user, f"tin roof sundial {winner}")
    assert letter.open(opened).body == "At the start."
