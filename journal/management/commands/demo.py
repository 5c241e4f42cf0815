"""`manage.py demo`: an account with years of letters, days and memories in it, to look around in.

The entries stand in `content/en/demo/`, each written for it. Dates count back from
today, so the account always ends yesterday.
"""

import secrets
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import msgspec
from django.core.management import BaseCommand, CommandError
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.content_files import files_for, folder_language
from accounts.days import today_of
from accounts.models import User
from accounts.pictures import store
from accounts.vault import keys
from accounts.vault.sealing import OpenVault
from journal.content import Content
from journal.keeping import pictures
from journal.kinds.memory import MEMORY
from journal.management.painting import painted
from journal.models import Entry
from journal.search import volumes
from journal.writing.onto import written_onto
from practices.models import Item, KitItem, Sitting, SittingRecord
from practices.player import progress

KIND = "demo"


class Command(BaseCommand):
    help = "Make an account with three years of entries to look around in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", default="ada@example.org")

    def handle(self, *, email: str, **options: Any) -> None:
        refuse_where_nothing_is_prepared()
        self.fill(email)

    @transaction.atomic
    def fill(self, email: str) -> None:
        if User.objects.filter(email=email).exists():
            raise CommandError(f"{email} has an account here already. Choose another with --email.")
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        user = User.objects.create_user(email, password)
        vault, recovery_key = keys.create_vault(user, password)
        letters = dict(_letters(user, vault))
        rest = [*_memories(user, vault), *_notes(user, vault), *_days(user, vault)]
        entries = [letter for letter, _ in letters.values()] + rest
        Entry.objects.bulk_create(entries)
        for entry in entries:
            if shown := entry.open(vault).pictures:
                pictures.write_uses(entry, shown)
        _answer(letters)
        _walk_the_path(user, vault, letters)
        volumes.mend(user, vault)
        kit = _table("kit")
        KitItem.objects.bulk_create(_kit(user, vault, kit["item"]))
        Sitting.objects.bulk_create(_sittings(user, vault, kit["sitting"]))
        self.stdout.write(
            f"{len(entries)} entries are waiting.\n"
            f"Email:        {email}\nPassword:     {password}\nRecovery key: {recovery_key}"
        )


def refuse_where_nothing_is_prepared() -> None:
    """`serve` makes the folder, and the tables as this version has them."""
    try:
        executor = MigrationExecutor(connection)
        is_ready = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError:  # there is no such folder
        is_ready = False
    if not is_ready:
        raise CommandError(
            "The journal is not set up here yet, or not for this version. Start `manage.py serve` "
            "once, and run this beside it."
        )


def _pages(folder: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """What each file is called, its front matter, and its words."""
    for name, path in files_for(f"{KIND}/{folder}", folder_language()).items():
        _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
        yield name, tomllib.loads(front), body.strip()


def _table(name: str) -> dict[str, Any]:
    path = files_for(KIND, folder_language(), ".toml")[name]
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _letters(user: User, vault: OpenVault) -> Iterator[tuple[str, tuple[Entry, dict[str, Any]]]]:
    """By the names of their files, each with its front matter."""
    for name, front, body in _pages("letters"):
        when = _moment(user, front["days_ago"], front["time"])
        answers = {
            "to": front["to"],
            "writer": front["from"],
            "writer_name": front["from_name"],
            "voice": front["voice"],
        }
        content = Content(
            title=front["title"],
            body=body,
            feelings=front["feelings"],
            tags=front.get("tags", []),
            favourite=front["favourite"],
            hard=front["hard"],
        ).with_answers(answers)
        letter = _entry(user, vault, Entry.Kind.LETTER, when, content)
        if "opens_in" in front:  # days from today. It is closed, also once its day has come
            letter.opens_on = today_of(user) + timedelta(days=front["opens_in"])
        yield name, (letter, front)


def _answer(letters: dict[str, tuple[Entry, dict[str, Any]]]) -> None:
    for letter, front in letters.values():
        if "answers" in front:
            letter.reply_to = letters[front["answers"]][0]
            letter.save(update_fields=["reply_to"])


def _walk_the_path(
    user: User, vault: OpenVault, letters: dict[str, tuple[Entry, dict[str, Any]]]
) -> None:
    """Some of the seven letters are written."""
    written = {front["seven"]: str(it.uuid) for it, front in letters.values() if "seven" in front}
    progress.change_progress(
        user, vault, lambda steps: msgspec.structs.replace(steps, letters=written)
    )


def _memories(user: User, vault: OpenVault) -> Iterator[Entry]:
    for _name, front, body in _pages("memories"):
        when = _moment(user, front["days_ago"], front["time"])
        memory = _entry(user, vault, Entry.Kind.MEMORY, when, Content())
        kept = [
            store.keep_picture(user, vault, ready=painted(it["painted"]), alt=it["alt"])
            for it in front["pictures"]
        ]
        content = Content(
            tags=front["tags"],
            favourite=front["favourite"],
            pictures=[str(picture.uuid) for picture in kept],
        )
        memory.seal(vault, written_onto(content, MEMORY, front | {"body": body}))
        yield memory


def _notes(user: User, vault: OpenVault) -> Iterator[Entry]:
    for _name, front, body in _pages("notes"):
        when = _moment(user, front["days_ago"], front["time"])
        content = Content(
            title=front["title"],
            body=body,
            tags=front["tags"],
            favourite=front["favourite"],
            hard=front.get("hard", False),
        )
        yield _entry(user, vault, Entry.Kind.NOTE, when, content)


def _days(user: User, vault: OpenVault) -> Iterator[Entry]:
    for row in _table("days")["day"]:
        times = {
            half: _moment(user, row["days_ago"], row[f"{half}_time"])
            for half in ("morning", "evening")
            if f"{half}_time" in row
        }
        answers = {k: v for k, v in row.items() if k != "days_ago" and not k.endswith("_time")}
        entry = _entry(
            user, vault, Entry.Kind.DAY, min(times.values()), Content().with_answers(answers)
        )
        entry.morning_at, entry.evening_at = times.get("morning"), times.get("evening")
        yield entry


def _kit(user: User, vault: OpenVault, rows: list[dict[str, Any]]) -> Iterator[KitItem]:
    for position, fields in enumerate(rows):
        item = KitItem(owner=user, kind=fields.pop("kind"), position=position)
        item.seal(vault, Item(**fields))
        yield item


def _sittings(user: User, vault: OpenVault, rows: list[dict[str, Any]]) -> list[Sitting]:
    """In the order of their days, as they would have come."""
    made = []
    for fields in rows:
        sat = SittingRecord(fields["slug"], response=fields["response"])
        for days_ago in fields["days_ago"]:
            sitting = Sitting(owner=user, day=today_of(user) - timedelta(days=days_ago))
            sitting.seal(vault, sat)
            made.append(sitting)
    return sorted(made, key=lambda sitting: sitting.day)


def _moment(user: User, days_ago: int, clock: str) -> datetime:
    day = today_of(user) - timedelta(days=days_ago)
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=user.zone)


def _entry(
    user: User, vault: OpenVault, kind: Entry.Kind, when: datetime, content: Content
) -> Entry:
    entry = Entry(owner=user, kind=kind, day=when.date(), created=when, updated=when, written=when)
    entry.seal(vault, content)
    return entry
