"""Every place where something is stored, sent or logged, and every way a word might stand there."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

from tests.walking import Watched

HEADERS = "headers, cookies and titles"


def ways_to_write(word: bytes) -> Iterator[bytes]:
    """Every way in which `word` might stand in a file, a row or a log."""
    text = word.decode("latin-1")
    yield word
    yield from (text.encode("utf-16-le"), text.encode("utf-16-be"))
    yield from (word.hex().encode(), word.hex().upper().encode())
    percent = "".join(f"%{byte:02X}" for byte in word)
    yield from (percent.encode(), percent.lower().encode())
    yield repr(word)[2:-1].encode()
    for before in range(3):  # where in a group of three bytes it begins
        encoded = base64.b64encode(b"\0" * before + word)
        middle = encoded[-(-before * 8 // 6) : -4]
        yield from (middle, middle.translate(bytes.maketrans(b"+/", b"-_")))


def found(typed: dict[str, bytes], places: dict[str, bytes]) -> set[tuple[str, str]]:
    """Which words stand in which places."""
    return {
        (name, place)
        for name, word in typed.items()
        for way in set(ways_to_write(word))
        for place, content in places.items()
        if way in content
    }


def everything_stored(database: Path | None) -> dict[str, bytes]:
    """The database as a thief of the disk would have it, and what is packed in it unpacked."""
    rows = [b"%b" % _raw(v) for m in apps.get_models() for r in m.objects.values_list() for v in r]
    sessions = [repr(session.get_decoded()) for session in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cache")
        cached = [_raw(value) for row in cursor.fetchall() for value in row]
    files = sorted(database.parent.glob(f"{database.name}*")) if database else []
    return {
        "rows": b"\n".join(rows),
        "sessions": "\n".join(sessions).encode(),
        "cache": b"\n".join(cached),
        **{file.name.removeprefix("dear-self."): file.read_bytes() for file in files},
    }


def _raw(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def everything_sent(browser: Watched, logged: str, temporary: Path) -> dict[str, bytes]:
    folders = (temporary, Path(settings.DEARSELF_DATA))
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return {
        HEADERS: "\n".join(browser.seen).encode(),
        "mail": b"\n".join(message.message().as_bytes() for message in mail.outbox),
        "logs": "\n".join(dict.fromkeys(logged.splitlines())).encode(),  # each line once
        "temporary and data files": b"\n".join(file.read_bytes() for file in files),
    }
