"""`manage.py restore`: brings back what `manage.py backup` wrote."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from accounts.hosting.backup import BackupError
from accounts.hosting.restore import restore_backup
from accounts.management.commands.serve import lock_folder


class Command(BaseCommand):
    help = "Put a backup in the place of the database, while Dear Self is stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Where there is a database already, set it aside under another name.",
        )

    def handle(self, *, file: Path, replace: bool, **options: Any) -> None:
        with lock_folder(settings.DEARSELF_DATA):
            try:
                report = restore_backup(Path(file).absolute(), replace=replace)
            except BackupError as error:
                raise CommandError(str(error)) from error
            except DatabaseError as error:
                raise CommandError("The database did not answer. Nothing was changed.") from error
        for sentence in report:
            self.stdout.write(sentence)
        self.stdout.write(
            "The backup is in place, and everyone signs in anew. Start Dear Self, see that "
            "/healthz says 200, and tell people that what they deleted since is back."
        )
