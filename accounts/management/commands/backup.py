"""`manage.py backup`: one file with everything in it, safe while Dear Self runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from accounts.hosting.backup import BackupError, Manifest, back_up


class Command(BaseCommand):
    help = "Write the database, your own words and the secret key into one file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--without-secret-key",
            action="store_true",
            help="Leave the secret key out, to keep it in another place.",
        )

    def handle(self, *, file: Path, without_secret_key: bool, **options: Any) -> None:
        target = Path(file).absolute()
        try:
            manifest = back_up(target, with_secret_key=not without_secret_key)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError("The database did not answer. No backup was made.") from error
        self.stdout.write(summary(target, manifest))


def summary(target: Path, manifest: Manifest) -> str:
    """What is in the backup, and what is not."""
    words = [name for name in manifest.files if name not in {"database", "secret_key"}]
    contents = ", ".join(["the database", *words])
    if "secret_key" in manifest.files:
        return f"{target} holds {contents} and the secret key. Keep it as safe as the key itself."
    return f"{target} holds {contents}. The secret key is not in it: keep that in another place."
