"""A new practice is one file: here one comes to a copy of the library, and nothing else changes."""

from datetime import date

import pytest
from django.conf import settings as project
from django.core import checks as django_checks
from django.core.management import CommandError, call_command

from journal.models import Entry
from practices.after.suggest import suggest
from practices.library.catalogue import practices
from practices.management.commands.methods import with_practices
from tests.pages import fields_of, send
from tests.practices.shelves import TEA, WATER, copied, write

SIT = "/practices/tea/sit/"


@pytest.fixture(autouse=True)
def library_with_tea(tmp_path, settings):
    settings.CONTENT = copied(tmp_path / "content")
    write(settings.CONTENT, TEA.replace("[water]", "[feet]"), "tea")


def test_the_check_asks_for_nothing_more(db):
    assert django_checks.run_checks() == []


def test_every_page_of_it_is_there(client, db):
    client.post("/practices/before/", {"next": SIT})

    pages = [client.get(path) for path in ("/practices/", "/practices/tea/", SIT)]

    assert [answer.status_code for answer in pages] == [200] * 3
    assert ["A cup of tea" in answer.content.decode() for answer in pages] == [True] * 3
    assert "Let it be warm." in pages[2].content.decode()
    assert client.get("/practices/tea/after/").status_code == 200


def test_it_is_suggested_as_others_are():
    found = suggest(practices(), hour=10, minutes=5, recent=[], gentle=True, day=date(2026, 11, 24))

    assert [it.practice.title for it in found if it.practice.slug == "tea"] == ["A cup of tea"]


def test_what_it_asks_is_kept_and_read_and_can_be_changed(ada):
    ada.browser.post("/practices/before/", {"next": SIT})
    form = fields_of(ada.browser.get("/journal/notes/new/?practice=tea"))

    send(ada, "/journal/notes/new/", form | {"liking": ["too-hot"], "liking_own": ["Minty"]})

    note = Entry.objects.of(ada.user).get()
    page = ada.browser.get(f"/journal/{note.uuid}/").content.decode()
    assert "Too hot, to be honest" in page
    assert "Minty" in page
    assert fields_of(ada.browser.get(f"/journal/{note.uuid}/edit/"))["liking"] == ["too-hot"]


def test_the_page_of_methods_is_made_from_what_it_covers():
    """All other rows, and all else in these two, stay as they are."""
    text = (project.BASE_DIR / "docs/methods.md").read_text(encoding="utf-8")

    before, after = (cells(it) for it in (text, with_practices(text, practices("en").values())))

    for number in ("33", "49"):
        before[number][3] = ", ".join(sorted([*before[number][3].split(", "), "tea"]))
    assert after == before


def cells(page: str) -> dict[str, list[str]]:
    """The rows of the page of methods by their numbers."""
    rows = [[it.strip() for it in line.split("|")] for line in page.split("\n") if "|" in line]
    return {row[1]: row for row in rows}


def test_the_command_writes_that_page(tmp_path, settings):
    settings.BASE_DIR, settings.CONTENT = tmp_path, tmp_path / "two"
    write(settings.CONTENT, TEA, "tea")
    write(settings.CONTENT, WATER.replace("[33, 49]", "[33]"), "water")
    page = tmp_path / "docs/methods.md"
    page.parent.mkdir()
    head = "| no. | the method | practices | where else | not yet |\n"
    page.write_text(f"{head}| 33 | A menu | | a page | |\n| 49 | A little | x | | more |\n")

    call_command("methods", verbosity=0)

    assert page.read_text() == (
        f"{head}| 33 | A menu | tea, water | a page | |\n| 49 | A little | tea | | more |\n"
    )


def test_where_there_is_no_such_page_the_command_says_so(tmp_path, settings):
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match=r"There is no .*docs/methods\.md"):
        call_command("methods")
