"""Pictures, memories and answers in what someone takes along, and a file made while it is sent."""

import io
import os
import tempfile
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation

from accounts.models import Picture
from journal.content import Content
from journal.export import archive, kept, lossless
from journal.keeping.pictures import write_uses
from journal.models import Entry
from tests.journal.test_export import download, journal_of, text_of, unpacked
from tests.people import Person

DAY = date(2026, 3, 3)


def memory(person: Person, *alts: str, **said: Any) -> tuple[Entry, list[Picture]]:
    """A memory of theirs with a picture for each of these words."""
    entry = Entry(owner=person.user, kind=Entry.Kind.MEMORY, day=DAY)
    shown = [person.picture(alt) for alt in alts]
    ids = [str(one.uuid) for one in shown]
    entry.seal(person.vault, Content(pictures=ids, **said))
    entry.save()
    write_uses(entry, ids)
    return entry, shown


def image_of(person: Person, picture: Picture) -> bytes:
    return person.vault.open(picture, "image", picture.image)


# --- what is in it ---


def test_every_picture_is_a_file_of_its_own_and_named_in_both(ada):
    _, (table, sea) = memory(ada, "A table.\nAnd a lamp.", "", title="Gran's kitchen")

    files = unpacked(ada)

    names = [f"pictures/{one.uuid}.webp" for one in (table, sea)]
    assert list(files) == ["README.txt", *names, "journal.txt", "journal.json"]
    assert [files[name] for name in names] == [image_of(ada, table), image_of(ada, sea)]
    assert files[names[0]].startswith(b"RIFF")
    exported = lossless.decode(files["journal.json"])
    assert [(it.uuid, it.alt, it.file) for it in exported.pictures] == [
        (table.uuid, "A table.\nAnd a lamp.", names[0]),
        (sea.uuid, "", names[1]),
    ]
    assert {it.width > 0 and it.height > 0 for it in exported.pictures} == {True}
    assert exported.entries[0].content.pictures == [str(table.uuid), str(sea.uuid)]
    assert (
        f"### Gran's kitchen\n\n- Picture: A table.\n  And a lamp. ({names[0]})\n"
        f"- Picture: {names[1]}\n"
    ) in files["journal.txt"].decode()


def test_a_memory_reads_as_it_was_asked(ada):
    memory(ada, answers={"what": "place", "heard": "Rain.", "come_back": "the butter"})

    text = text_of(ada)

    assert "*A memory*" in text
    assert "- I heard: Rain.\n" in text
    assert "- A few words to come back by: the butter\n" in text
    assert "- What it is: A place or a picture that does me good\n" in text


def test_an_unfinished_memory_has_its_own_labels_and_its_pictures(ada):
    draft = {"form": "memory", "body": "She moved the butter."}
    stays, goes = ada.picture("The old words."), ada.picture("Not this one.")
    draft |= {"pictures": [stays.uuid, goes.uuid], "shows": ["A jug.", ""], "left_out": [goes.uuid]}
    ada.browser.post("/journal/drafts/", draft)

    text = text_of(ada)

    assert "- What happened, or what is there: She moved the butter.\n" in text
    assert f"- Picture: A jug. (pictures/{stays.uuid}.webp)\n" in text
    assert "Not this one." not in text
    assert "left_out" not in text


def test_an_answer_says_to_which_day_it_belongs(ada):
    first = ada.letter("You left the gate open.", day=DAY)
    answer = ada.letter("I've got the spring.", day=date(2026, 3, 5))
    Entry.objects.filter(pk=answer.pk).update(reply_to=first)

    assert "*It answers what you wrote on 3 March 2026.*\n\nI've got the spring." in text_of(ada)
    assert [it.reply_to_day for it in journal_of(ada).entries] == [None, DAY]


def test_a_letter_that_was_closed_says_so_and_when_it_was_opened(ada):
    letter = ada.letter("For the spring.", opens_on=date(2026, 3, 14))
    opened = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)  # past midnight in Vienna
    Entry.objects.filter(pk=letter.pk).update(opened_at=opened)

    assert "*It was closed until 14 March 2026, and opened on 15 March 2026.*" in text_of(ada)
    assert [it.opened_at for it in journal_of(ada).entries] == [opened]


def test_what_is_damaged_of_a_picture_takes_nothing_else_with_it(ada):
    _, (lost, silent, whole) = memory(ada, "Lost.", "Silent.", "Whole.")
    Picture.objects.filter(pk=lost.pk).update(image=b"\x01nothing")
    Picture.objects.filter(pk=silent.pk).update(about=b"\x01nothing")

    files = unpacked(ada)

    names = [f"pictures/{one.uuid}.webp" for one in (silent, whole)]
    assert [name for name in files if name.startswith("pictures/")] == names
    exported = lossless.decode(files["journal.json"]).pictures
    assert [(it.alt, it.file) for it in exported] == [
        ("Lost.", None), (None, names[0]), ("Whole.", names[1]),
    ]  # fmt: skip
    text = files["journal.txt"].decode()
    assert "- Picture: Lost. This one cannot be opened" in text
    assert f"- Picture: {names[0]}\n" in text


def test_bens_has_no_picture_of_adas(ada, ben):
    memory(ada, "Ada's table.")
    _, (his,) = memory(ben, "Ben's table.")

    files = unpacked(ben)

    assert [name for name in files if "/" in name] == [f"pictures/{his.uuid}.webp"]
    assert "Ada" not in files["journal.txt"].decode()
    assert len(lossless.decode(files["journal.json"]).pictures) == 1


# --- made while it is sent ---


def test_pictures_are_never_in_memory_together(ada):
    size, many = 500_000, 24
    for _ in range(many):
        picture = Picture(owner=ada.user)
        for name, said in (("image", os.urandom(size)), ("thumbnail", b""), ("about", b"{}")):
            setattr(picture, name, ada.vault.seal(picture, name, said))
        picture.save()
    pieces = archive.zip_of_everything(ada.user, ada.vault)
    tracemalloc.start()

    sizes = [len(piece) for piece in pieces]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sum(sizes) > size * many
    assert max(sizes) < 4 * archive.PIECE
    assert peak < size * many / 2


def test_nothing_of_it_touches_the_disk(ada, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    memory(ada, "A table.")

    assert len(unpacked(ada)) == 4
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_breaks_off_does_not_open(ada, monkeypatch):
    """Rather than look whole."""
    memory(ada, "A table.")
    monkeypatch.setattr(archive, "PIECE", 1)
    monkeypatch.setattr(lossless, "_list", lambda *_: (_ for _ in ()).throw(OSError("away")))
    pieces, arrived = archive.zip_of_everything(ada.user, ada.vault), []

    with pytest.raises(OSError, match="away"):
        arrived.extend(map(bytes, pieces))  # those that came before it stay

    whole = b"".join(arrived)
    assert b"journal.json" in whole
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(whole))


def test_what_cannot_begin_says_so_on_a_page(ada, monkeypatch):
    """A short file is made before anything of it is sent."""

    def fails(*_: Any) -> None:
        raise OSError("away")

    monkeypatch.setattr(kept, "progress", fails)
    ada.browser.raise_request_exception = False

    assert download(ada).status_code == 500


def test_it_speaks_the_persons_language_and_keeps_their_days_to_the_end(ada, monkeypatch):
    """The middleware that sees to both is done before the file is."""
    monkeypatch.setattr(archive, "PIECE", 1)
    ada.letter("You came home.")
    seen = set()

    def rest(*_: Any) -> Any:
        seen.add((translation.get_language(), timezone.get_current_timezone_name()))
        yield from ()

    monkeypatch.setattr(kept, "progress", rest)
    ada.user.time_zone = "Asia/Tokyo"
    with translation.override("de"), timezone.override("UTC"):
        for _ in archive.zip_of_everything(ada.user, ada.vault):
            assert translation.get_language() == "de"

    assert seen == {(ada.user.language, "Asia/Tokyo")}


def test_what_is_let_go_of_meanwhile_leaves_the_file_whole(ada, monkeypatch):
    """Its entry may still name it; the file says that it is not there."""
    entry, (first, second) = memory(ada, "A table.", "The sea.")
    ada.letter("Another.")
    pieces = kept.pictures(ada.user, ada.vault)

    def meanwhile(*_: Any) -> Any:
        yield next(pieces)
        second.delete()
        ada.picture("Added meanwhile.", shown_by=entry)
        yield from pieces

    monkeypatch.setattr(kept, "pictures", meanwhile)

    files = unpacked(ada)

    assert [name for name in files if "/" in name] == [f"pictures/{first.uuid}.webp"]
    assert [it.uuid for it in lossless.decode(files["journal.json"]).pictures] == [first.uuid]
    assert "- Picture: It is not in this file" in files["journal.txt"].decode()


def test_the_page_names_pictures(ada):
    assert "Your pictures, as files" in ada.browser.get("/journal/export/").content.decode()


@time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)
def test_files_bear_the_persons_time_and_are_for_their_owner_alone(ada):
    memory(ada, "A table.")

    with zipfile.ZipFile(io.BytesIO(download(ada).getvalue())) as packed:
        rights = {info.external_attr >> 16 for info in packed.infolist()}
        times = {info.date_time for info in packed.infolist()}

    assert (rights, times) == ({0o600}, {(2026, 11, 22, 13, 0, 0)})
