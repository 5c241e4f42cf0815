"""What pages say of the bin is so: of a change that was begun, of a day that was hard."""

from datetime import date

from django.urls import reverse

from journal.keeping import keep, marks
from journal.models import Draft, Entry
from tests.pages import fields_of
from tests.people import Person

DAY = date(2026, 6, 17)


def change_begun(ada: Person) -> tuple[Entry, Draft]:
    """A letter in the bin, with a change of it half-written."""
    letter = ada.letter("Sit down.")
    page = fields_of(ada.browser.get(f"/journal/{letter.uuid}/edit/"))
    ada.browser.post("/journal/drafts/", page | {"form": "letter", "body": "Sit down, you."})
    keep.bin_entry(ada.user, ada.vault, letter)
    return letter, Draft.objects.get()


def test_deleting_for_good_says_that_a_change_of_it_stays_and_where(ada):
    letter, draft = change_begun(ada)
    path = reverse("entry-let-go", args=[letter.uuid])

    asked = ada.browser.get(path).content.decode()
    done = ada.browser.post(path, follow=True).content.decode()

    assert "is still unfinished" in asked
    assert f'href="{reverse("draft-discard", args=[draft.uuid])}"' in asked
    assert "is still there, under “Still unfinished”." in done
    assert Draft.objects.get() == draft


def test_without_one_it_says_nothing_of_it(ada):
    letter = ada.letter()
    keep.bin_entry(ada.user, ada.vault, letter)
    path = reverse("entry-let-go", args=[letter.uuid])

    asked = ada.browser.get(path)
    done = ada.browser.post(path, follow=True)

    assert "unfinished" not in (asked.content + done.content).decode().lower()


def test_a_change_of_what_is_in_the_bin_says_where_that_is(ada):
    _, draft = change_begun(ada)

    page = ada.browser.get(draft.get_absolute_url(), follow=True).content.decode()

    assert "What it was to change is in the bin, deleted or damaged." in page
    assert "What you kept before is unchanged." not in page
    assert 'href="/journal/bin/"' in page


def test_a_hard_day_comes_out_of_the_bin_folded(ada):
    then = ada.day(DAY, given="The fight.")
    marks.set_marks(ada.user, ada.vault, then, hard=True)
    keep.bin_entry(ada.user, ada.vault, then)
    ada.day(DAY, given="Tea.")

    page = ada.browser.post(f"/journal/{then.uuid}/restore/").content.decode()

    folded = page.partition("<details>")[2].partition("</details>")[0]
    assert "The fight." in folded
    assert page.count("The fight.") == 1
    assert "Tea." not in folded
