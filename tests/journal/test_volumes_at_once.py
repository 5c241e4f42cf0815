"""Many hands at one month's volumes: nothing is lost, and nothing stands twice."""

from typing import Any
from uuid import uuid4

from journal.keeping import keep, marks
from journal.models import Volume
from journal.search import volumes
from tests.belongings import keep_letter
from tests.conftest import THREADS
from tests.journal.test_volumes import read, scan
from tests.people import sign_up


def test_letters_kept_at_once_in_one_month_all_stand_in_its_volume(at_once):
    ada = sign_up("ada")

    outcomes = at_once(
        lambda n: [keep_letter(ada, uuid4(), f"Letter {n}, {turn}.", 0) for turn in range(4)]
    )

    assert [len(kept) for kept in outcomes] == [4] * THREADS
    assert sorted(record.words.strip() for record in read(ada)) == sorted(
        f"letter {n}, {turn}." for n in range(THREADS) for turn in range(4)
    )
    assert Volume.objects.count() == 1
    assert volumes.mend(ada.user, ada.vault).months == 0


def test_marks_keeps_bins_and_mending_at_once_leave_what_a_plain_scan_says(at_once):
    ada = sign_up("ada")
    letters = [keep_letter(ada, uuid4(), f"Letter {n}.", 0) for n in range(THREADS)]

    def one_of_these(number: int) -> Any:
        match number % 4:
            case 0:
                marks.set_marks(ada.user, ada.vault, letters[0], favourite=True)
                marks.set_marks(ada.user, ada.vault, letters[number], hard=True)
            case 1:
                keep_letter(ada, letters[number].uuid, "Another word.", 1)
            case 2:
                keep.bin_entry(ada.user, ada.vault, letters[number])
            case _:
                volumes.mend(ada.user, ada.vault)
        return number

    assert at_once(one_of_these) == list(range(THREADS))
    assert read(ada) == scan(ada)
    assert len(read(ada)) == THREADS - 2


def test_each_tab_keeps_the_mark_that_it_made(at_once):
    ada = sign_up("ada")
    letter = keep_letter(ada, uuid4(), "Sit down.", 0)

    def make_a_mark(number: int) -> Any:
        if number == 0:
            return marks.set_marks(ada.user, ada.vault, letter, favourite=True)
        if number == 1:
            return marks.set_marks(ada.user, ada.vault, letter, hard=True)
        return marks.retag(ada.user, ada.vault, letter, shown=[], typed=[f"tag {number}"])

    assert at_once(make_a_mark) == [None] * THREADS

    (fact,) = volumes.facts(ada.user, ada.vault)
    assert (fact.favourite, fact.hard) == (True, True)
    assert sorted(fact.tags) == [f"tag {number}" for number in range(2, THREADS)]
