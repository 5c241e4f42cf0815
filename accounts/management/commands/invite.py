"""`manage.py invite`: a link with which one person can make an account."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from accounts.signin import invitations


class Command(BaseCommand):
    help = "Print a link with which one person can make an account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--note", default="", help="For yourself: who it is for.")
        parser.add_argument(
            "--days", type=int, default=invitations.GOOD_FOR_DAYS, help="How long it is good for."
        )

    def handle(self, *, note: str, days: int, **options: Any) -> None:
        if not 1 <= days <= invitations.MOST_DAYS:
            raise CommandError(f"--days should be from 1 to {invitations.MOST_DAYS}.")
        if len(note) > invitations.LONGEST_NOTE:
            raise CommandError(f"--note should be {invitations.LONGEST_NOTE} characters at most.")
        self.stdout.write(invitations.link(invitations.invite(note, days)))
        if settings.DEARSELF_SIGNUP == "closed":
            self.stderr.write("Sign-up is closed. The link works once DEARSELF_SIGNUP is invite.")
