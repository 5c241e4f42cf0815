"""`manage.py demo`: an account to look around in."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.content_files import originals
from accounts.days import today_of
from accounts.models import User
from accounts.pictures import store
from accounts.vault import keys
from journal.models import Entry
from journal.search import volumes
from practices.library.catalogue import practices
from practices.models import KitItem, Sitting
from practices.player import progress

pytestmark = pytest.mark.django_db


def demo(**options: str) -> dict[str, str]:
    """Run the command. What it printed: email, password, recovery key."""
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return dict(
        re.findall(r"^(Email|Password|Recovery key): +(\S+)$", out.getvalue(), re.MULTILINE)
    )


def test_every_letter_and_day_opens_with_what_was_printed():
    printed = demo()

    user = User.objects.get(email=printed["Email"])
    for vault in (
        keys.open_with_password(user, printed["Password"]),
        keys.open_with_recovery_key(user, printed["Recovery key"]),
    ):
        letters = [entry.open(vault) for entry in Entry.objects.with_closed(user).letters()]
        days = [entry.open(vault) for entry in Entry.objects.with_closed(user).days()]
        assert len(letters) == len(originals("demo/letters"))
        assert all(letter.body for letter in letters)
        assert len(days) > 100
        assert all(day.answers for day in days)


def test_there_is_one_of_everything_that_can_be_written():
    printed = demo()
    user = User.objects.get(email=printed["Email"])
    vault = keys.open_with_password(user, printed["Password"])
    entries = Entry.objects.with_closed(user)

    memories = [it.open(vault) for it in entries.filter(kind=Entry.Kind.MEMORY)]
    shown = store.open_pictures(user, vault, [uuid for it in memories for uuid in it.pictures])
    assert len(shown) == len(memories) == 3
    assert all(picture.alt and picture.width for picture in shown.values())
    assert entries.filter(kind=Entry.Kind.NOTE).count() == 3
    assert entries.exclude(reply_to=None).count() == 1
    closed, today = entries.closed(), today_of(user)
    assert (closed.count(), closed.arrived(today).count()) == (2, 1)
    seven = progress.progress_of(user, vault).letters
    assert sorted(seven) == ["1", "2"]
    assert entries.letters().filter(uuid__in=seven.values()).count() == 2
    assert volumes.mend(user, vault).months == 0


def test_nothing_of_it_lies_ahead():
    user = User.objects.get(email=demo()["Email"])

    for rows in (Entry.objects.with_closed(user), Sitting.objects.of(user)):
        assert max(rows.values_list("day", flat=True)) < today_of(user)


def test_there_is_a_kit_and_every_practice_in_it_is_one():
    printed = demo()
    user = User.objects.get(email=printed["Email"])
    vault = keys.open_with_password(user, printed["Password"])

    kit = {row.try_open(vault).text: row.kind for row in KitItem.objects.of(user)}
    sat = {row.try_open(vault).slug for row in Sitting.objects.of(user)}

    assert list(kit.values()).count("line") == 3
    assert sat | {text for text, kind in kit.items() if kind == "favourite"} <= practices().keys()


def test_one_can_sign_in_and_look_around():
    printed, browser = demo(), Client()

    browser.post("/accounts/login/", {"login": printed["Email"], "password": printed["Password"]})

    page = browser.get("/journal/?kind=letter")
    titles = [row.content.title for row in page.context["page"].rows if row.content]
    assert titles
    for row in page.context["page"].rows:
        assert browser.get(f"/journal/{row.entry.uuid}/").status_code == 200
    assert browser.get("/today/").status_code == 200


def test_a_second_time_is_refused_with_a_sentence_and_changes_nothing():
    demo()
    before = Entry.objects.count()

    with pytest.raises(CommandError, match=r"ada@example\.org has an account here already\."):
        demo()

    assert (User.objects.count(), Entry.objects.count()) == (1, before)


def test_another_address_makes_another_account():
    demo()

    assert demo(email="ben@example.org")["Email"] == "ben@example.org"
    assert User.objects.count() == 2


def test_where_no_journal_is_set_up_it_says_what_to_do_first(monkeypatch):
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *said: ["0001"]
    )

    with pytest.raises(CommandError, match=r"Start `manage\.py serve` once"):
        demo()

    assert not User.objects.exists()
