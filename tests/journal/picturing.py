"""Pictures to send in tests, and forms that carry them, as a browser sends both."""

import io
import re
from functools import cache
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Picture
from accounts.pictures.store import open_pictures
from journal.models import Entry
from tests.people import Person

ADD = "/journal/pictures/"


@cache
def photo(colour: str = "teal", size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def chosen(file: bytes | None = None) -> SimpleUploadedFile:
    """A file as someone chooses it."""
    return SimpleUploadedFile("beach.jpg", file or photo(), "image/jpeg")


def send_form(person: Person, path: str, *files: Any, **said: Any) -> Any:
    """POST in parts, as a form with a box for files is sent."""
    said.setdefault("entry", uuid4())
    return person.browser.post(path, {**said, **({"files": list(files)} if files else {})})


def boxes(answer: Any) -> list[tuple[str, str]]:
    """The pictures that stand in a form: each id, and the words for it."""
    page = answer.content.decode()
    ids = re.findall(r'name="pictures" value="([^"]*)"', page)
    alts = re.findall(r'id="shows-[^"]{36}" type="text" name="shows" value="([^"]*)"', page)
    return list(zip(ids, alts, strict=True))


def kept_pictures(person: Person, entry: Entry) -> list[str]:
    """The ids that an entry says it shows."""
    entry.refresh_from_db()
    return entry.open(person.vault).pictures


def only_entry(person: Person) -> Entry:
    return Entry.objects.of(person.user).get()


def bring(person: Person, file: bytes | None = None, **said: Any) -> Any:
    """Send a picture as the script does, before the form."""
    said.setdefault("entry", uuid4())
    return person.browser.post(ADD, said | {"file": chosen(file)})


def alt_of(person: Person, picture: Picture) -> str:
    """The words for a picture, as they were kept last."""
    asked = [picture.uuid]
    return open_pictures(person.user, person.vault, asked, hidden_too=True)[str(picture.uuid)].alt


def words_in_order(person: Person, entry: Entry) -> list[str]:
    """The words that an entry has for its pictures, in their order."""
    entry.refresh_from_db()
    content = entry.open(person.vault)
    return [content.shows[uuid] for uuid in content.pictures]
