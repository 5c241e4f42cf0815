"""A favourite, "this was hard", tags: what they change, and what they leave as it was."""

import re
from datetime import date
from unittest import mock
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.vault import quota
from journal.keeping import keep, marks
from journal.keeping.marks import alias_of
from journal.models import Entry
from journal.writing.tags import TagsForm
from tests.pages import fields_of, send
from tests.people import Person


def page_of(entry: Entry) -> str:
    return f"/journal/{entry.uuid}/"


def mark(person: Person, entry: Entry, **said: str):
    return person.browser.post(f"/journal/{entry.uuid}/mark/", said)


def retag(person: Person, entry: Entry, tags: str, shown: str = ""):
    return mark(person, entry, tags=tags, tags_shown=shown)


def says(person: Person, entry: Entry):
    return Entry.objects.get(pk=entry.pk).open(person.vault)


def pressed(person: Person, path: str) -> dict[str, str]:
    """The two buttons on a page, and whether they are pressed."""
    html = person.browser.get(path).content.decode()
    return dict(re.findall(r'name="(favourite|hard)" value="\w+" aria-pressed="(\w+)"', html))


@pytest.mark.parametrize("name", ["favourite", "hard"])
def test_a_button_marks_and_the_same_button_takes_the_mark_away(ada, name):
    letter = ada.letter("Sit down.", title="The coat")

    answer = mark(ada, letter, **{name: "yes"})

    assert (answer.status_code, answer.url) == (302, f"{page_of(letter)}#marks")
    assert getattr(says(ada, letter), name) is True
    assert pressed(ada, page_of(letter))[name] == "true"
    mark(ada, letter, **{name: "no"})
    assert getattr(says(ada, letter), name) is False
    assert pressed(ada, page_of(letter)) == {"favourite": "false", "hard": "false"}


def test_a_day_is_marked_on_its_own_page(ada):
    day = ada.day(timezone.localdate(), given="Tea.")

    answer = mark(ada, day, favourite="yes")

    assert answer.url == f"{day.get_absolute_url()}#marks"
    assert pressed(ada, day.get_absolute_url()) == {"favourite": "true", "hard": "false"}


def test_marks_leave_no_version_and_a_form_that_was_open_still_keeps(ada):
    letter = ada.letter("At first.", tags=["soup"])
    form = fields_of(ada.browser.get(f"{page_of(letter)}edit/"))
    mark(ada, letter, hard="yes")
    retag(ada, letter, "soup, the coat", "soup")

    answer = send(ada, f"{page_of(letter)}edit/", form | {"body": "You came home."})

    assert answer.status_code == 302
    standing = Entry.objects.get(pk=letter.pk)
    content = standing.open(ada.vault)
    assert (content.body, content.hard, content.tags) == (
        "You came home.",
        True,
        ["soup", "the coat"],
    )
    assert (standing.version, standing.versions.count()) == (2, 1)


def test_two_tabs_do_not_undo_each_other(ada):
    """Each opened before the other marked anything."""
    letter = ada.letter("Sit down.", tags=["soup"])

    mark(ada, letter, favourite="yes")
    mark(ada, letter, hard="yes")
    retag(ada, letter, "soup, the coat", "soup")
    retag(ada, letter, "the bus", "soup")

    content = says(ada, letter)
    assert (content.favourite, content.hard) == (True, True)
    assert content.tags == ["the coat", "the bus"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("soup, the coat", ["soup", "the coat"]),
        ("Soup, soup ,SOUP", ["Soup"]),
        ("  the   coat ,, ", ["the coat"]),
        ("Straße, STRASSE", ["Straße"]),
        ("שלום،مرق、汤，bus؛coat；sea", ["שלום", "مرق", "汤", "bus", "coat", "sea"]),
        ("\u200b, \u3164,\u200d ,\ufe0f,\u2800", []),
        ("\u202eabc, a\u2066b\u0085c\u00ad", ["abc", "ab c"]),
        ("می\u200cروم, क्\u200dष\u200d", ["می\u200cروم", "क्\u200dष"]),
        ("👩\u200d👧, ❤\ufe0f", ["👩\u200d👧", "❤\ufe0f"]),
        ("", []),
    ],
)
def test_tags_are_words_with_commas_between_each_of_them_once(ada, typed, kept):
    letter = ada.letter("Sit down.")

    assert retag(ada, letter, typed).status_code == 302

    assert says(ada, letter).tags == kept


def test_tags_stand_on_the_page_as_links_that_do_not_say_them(ada):
    letter = ada.letter("Sit down.", tags=["the coat"])

    html = ada.browser.get(page_of(letter)).content.decode()

    name = alias_of(ada.vault, "The COAT")
    assert re.findall(r'href="(/journal/\?tag=[^"]+)" dir="auto">([^<]+)<', html) == [
        (f"/journal/?tag={name}", "the coat")
    ]
    assert re.fullmatch(r"[\w-]{12}", name)


def test_a_name_of_a_tag_is_another_one_for_everyone_and_for_every_kind_of_word(ada, ben):
    names = {ada.vault.alias("tags", "soup"), ben.vault.alias("tags", "soup")}

    assert len(names | {ada.vault.alias("else", "soup"), ada.vault.alias("tags", "soups")}) == 4
    assert ada.vault.alias("tags", "soup") in names


@pytest.mark.parametrize(
    "typed", [", ".join(f"tag {n}" for n in range(41)), "x" * 61, "x, " * 3000 + "y"]
)
def test_too_many_and_too_long_ones_are_still_in_the_box(ada, typed):
    letter = ada.letter("Sit down.", tags=["soup"])

    answer = retag(ada, letter, typed, "soup")

    assert answer.status_code == 422
    assert fields_of(answer)["tags"] == [typed]
    assert fields_of(answer)["tags_shown"] == ["soup"]
    assert says(ada, letter).tags == ["soup"]


def test_too_many_together_with_those_of_another_tab_are_still_in_the_box(ada):
    letter = ada.letter("Sit down.")
    retag(ada, letter, ", ".join(f"here {n}" for n in range(30)))

    answer = retag(ada, letter, ", ".join(f"there {n}" for n in range(11)))

    assert answer.status_code == 422
    assert len(says(ada, letter).tags) == 30


def test_forty_of_sixty_letters_are_kept(ada):
    letter = ada.letter("Sit down.")
    tags = [f"{number:02}{'x' * 58}" for number in range(40)]

    assert retag(ada, letter, ", ".join(tags)).status_code == 302

    assert says(ada, letter).tags == tags


def test_a_closed_letter_and_one_in_the_bin_are_not_marked(ada):
    closed = ada.letter("Later.", opens_on=date(2099, 1, 1))
    binned = ada.letter("Not this one.")
    keep.bin_entry(ada.user, ada.vault, binned)

    answers = [mark(ada, entry, favourite="yes") for entry in (closed, binned)]

    assert [answer.status_code for answer in answers] == [302, 404]
    assert answers[0].url == page_of(closed)
    assert [says(ada, entry).favourite for entry in (closed, binned)] == [False, False]
    assert pressed(ada, page_of(binned)) == {}


def test_one_that_went_to_the_bin_meanwhile_is_left_alone(ada):
    letter = ada.letter("Sit down.")
    keep.bin_entry(ada.user, ada.vault, letter)

    marks.set_marks(ada.user, ada.vault, letter, hard=True)

    assert says(ada, letter).hard is False


def test_tags_for_what_went_to_the_bin_meanwhile_stay_in_their_box(ada):
    letter = ada.letter("Sit down.", tags=["soup"])
    keep.bin_entry(ada.user, ada.vault, letter)

    answer = retag(ada, letter, "soup, the coat", shown="soup")

    assert (answer.status_code, says(ada, letter).tags) == (409, ["soup"])
    assert "This was put in the bin meanwhile" in answer.content.decode()
    ada.browser.post(f"{page_of(letter)}restore/")
    ada.browser.post(f"{page_of(letter)}mark/", fields_of(answer))
    assert says(ada, letter).tags == ["soup", "the coat"]


def test_tags_for_a_letter_that_was_closed_meanwhile_come_back_and_say_why(ada):
    letter = ada.letter("Sit down.", opens_on=date(2099, 1, 1))

    answer = retag(ada, letter, "the coat")
    page = answer.content.decode()

    assert (answer.status_code, says(ada, letter).tags) == (409, [])
    assert "the coat</textarea>" in page
    assert "That letter was closed meanwhile, so this was not kept." in page
    assert f'href="{page_of(letter)}"' in page
    assert "To the closed letter" in page


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        ({"binned_at": timezone.now()}, "This was put in the bin meanwhile"),
        ({"opens_on": date(2099, 1, 1)}, "the coat</textarea>"),
        (None, "the coat</textarea>"),
    ],
    ids=["binned", "closed", "deleted"],
)
def test_tags_that_meet_a_bin_in_the_same_moment_come_back(ada, monkeypatch, meanwhile, said):
    letter = ada.letter("Sit down.", tags=["soup"])

    kept = TagsForm.keep

    def after_another_page(*said):  # after this one looked, and before it writes
        Entry.objects.update(**meanwhile) if meanwhile else Entry.objects.all().delete()
        return kept(*said)

    monkeypatch.setattr(TagsForm, "keep", after_another_page)

    answer = retag(ada, letter, "soup, the coat", shown="soup")

    assert answer.status_code == (409 if meanwhile else 404)
    assert said in answer.content.decode()
    assert "soup, the coat" in answer.content.decode()
    assert [it.open(ada.vault).tags for it in Entry.objects.all()] == [["soup"]] * bool(meanwhile)


def test_tags_for_what_was_let_go_of_meanwhile_come_back_to_be_copied(ada):
    answer = ada.browser.post(
        f"/journal/{uuid4()}/mark/", {"tags": "the coat", "tags_shown": "soup"}
    )

    assert answer.status_code == 404
    assert "the coat</textarea>" in answer.content.decode()


def test_a_busy_database_leaves_the_marks_and_says_so(ada):
    letter = ada.letter("Sit down.")
    with mock.patch("journal.keeping.marks.set_marks", side_effect=OperationalError("is locked")):
        answer = mark(ada, letter, hard="yes")

    assert answer.status_code == 503
    assert "What you had already kept is still there." in answer.content.decode()


def test_a_stranger_finds_nothing_to_mark(ada, ben):
    letter = ada.letter("Sit down.")

    answers = [mark(ben, letter, hard="yes"), retag(ben, letter, "mine")]
    unknown = ben.browser.post(f"/journal/{uuid4()}/mark/", {"hard": "yes"})

    assert [answer.status_code for answer in [*answers, unknown]] == [404, 404, 404]
    assert (says(ada, letter).hard, says(ada, letter).tags) == (False, [])


def test_nonsense_marks_nothing(ada):
    letter = ada.letter("Sit down.", favourite=True)

    assert mark(ada, letter, favourite="perhaps", hard="").status_code == 302

    assert (says(ada, letter).favourite, says(ada, letter).hard) == (True, False)


def test_a_damaged_record_is_left_as_it_is(ada):
    letter = ada.letter("Sit down.")
    Entry.objects.update(content=b"torn")

    answers = [mark(ada, letter, hard="yes"), retag(ada, letter, "soup")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "What stands there cannot be opened" in answers[0].content.decode()
    assert fields_of(answers[1])["tags"] == ["soup"]
    assert bytes(Entry.objects.get().content) == b"torn"
    assert ada.browser.get(page_of(letter)).status_code == 200


def test_a_full_journal_keeps_what_was_typed_in_the_box(ada, monkeypatch):
    letter = ada.letter("Sit down.")

    def full(*_: object) -> None:
        raise quota.JournalFull(1)

    monkeypatch.setattr(quota, "take", full)
    tags = ", ".join(f"number {n}" for n in range(40))

    answers = [retag(ada, letter, tags), mark(ada, letter, hard="yes")]

    assert [answer.status_code for answer in answers] == [507, 507]
    assert ["Your journal is full" in answer.content.decode() for answer in answers] == [True] * 2
    assert fields_of(answers[0])["tags"] == [tags]
    assert (says(ada, letter).tags, says(ada, letter).hard) == ([], False)


def test_tags_typed_on_a_page_that_locked_meanwhile_come_back(ada):
    letter = ada.letter("Sit down.", tags=["soup"])
    sent = fields_of(ada.browser.get(page_of(letter)))
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.post(
        f"{page_of(letter)}mark/", sent | {"tags": "soup, the coat", "tags_shown": "soup"}
    )
    ada.browser.post("/accounts/unlock/", {"password": "correct horse battery"})

    assert answer.status_code == 302
    assert "soup, the coat" in ada.browser.get("/accounts/words/").content.decode()
