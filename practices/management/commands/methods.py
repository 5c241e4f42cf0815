"""`manage.py methods`: write into docs/methods.md which practices cover which method."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from accounts.content_files import ORIGINAL
from practices.library.catalogue import practices
from practices.library.practice import Practice

ROW = re.compile(r"(?P<before>\| (?P<number>\d+) \| [^|]+ \|)[^|]*(?P<after>\|.*)")


class Command(BaseCommand):
    help = "Write into docs/methods.md which practices cover which method, from their files."

    def handle(self, **options: Any) -> None:
        page = settings.BASE_DIR / "docs/methods.md"
        if not page.exists():
            raise CommandError(f"There is no {page}: it belongs to a checkout of the project.")
        text = with_practices(page.read_text(encoding="utf-8"), practices(ORIGINAL).values())
        page.write_text(text, encoding="utf-8")
        self.stdout.write(f"{page} names the practices that cover each method.")


def with_practices(text: str, library: Iterable[Practice]) -> str:
    """`text` with the third cell of each numbered row made anew: the slugs, in their order."""
    covering = sorted((number, it.slug) for it in library for number in it.covers)

    def row(line: re.Match[str]) -> str:
        slugs = [slug for number, slug in covering if number == int(line["number"])]
        cell = f" {', '.join(slugs)} " if slugs else " "
        return f"{line['before']}{cell}{line['after']}"

    return ROW.sub(row, text)
