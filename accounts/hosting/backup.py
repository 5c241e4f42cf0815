"""One file that holds what a host needs to begin again: the database, their own words, the key.

A plain tar: `manifest.json` first, which names the files after it and their checksums, then
the database as `database`, and the small files of the data folder under their own names.
Sessions, what the cache counts, parked words and mail on its way are not in it: none of them
may come to life again, and a thief of the backup could go on in a session.
"""

import hashlib
import io
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from accounts.disk import cache_table
from accounts.hosting import postgres_copy
from accounts.hosting.newer_database import our_migrations, unknown_migrations
from accounts.models import OutgoingMail, ParkedWords

FORMAT = "dear-self backup"
VERSION = 1
HOSTS_WORDS = ("privacy.txt", "help_lines/*.toml")
MAY_HOLD = re.compile(r"database|secret_key|privacy\.txt|help_lines/[\w-][\w.-]*\.toml", re.ASCII)
LARGEST_MANIFEST = 1_000_000


class BackupError(Exception):
    """No backup was made, or restored. The text is for the host, and says what is as it was."""


class Stored(msgspec.Struct, frozen=True):
    size: int
    sha256: str


class ManifestHead(msgspec.Struct, frozen=True, kw_only=True):
    """What every version of a manifest says, whatever else is in it."""

    format: str
    version: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself. `key_mark` tells secret keys apart and gives none away."""

    format: str = FORMAT
    version: int = VERSION
    made: datetime
    vendor: str
    migrations: list[str]
    key_mark: str
    files: dict[str, Stored]


def back_up(target: Path, *, with_secret_key: bool = True) -> Manifest:
    """Write a backup to `target`, whole or not at all. Safe while people write.

    An earlier backup of that name is replaced. Raises `BackupError`, also where `target` is
    some other file.
    """
    try:
        if target.exists():
            _refuse_to_overwrite(target)
        with temporary_folder_beside(target) as folder:
            database = folder / "database"
            migrations = copy_database(database)
            found = {"database": database, **_beside_the_database(with_secret_key)}
            manifest = Manifest(
                made=timezone.now(),
                vendor=connection.vendor,
                migrations=migrations,
                key_mark=key_mark(settings.SECRET_KEY),
                files={name: _stored(path) for name, path in found.items()},
            )
            packed = folder / "backup"
            _pack(packed, manifest, found)
            packed.replace(target)
        sync(target.parent)
    except OSError as error:
        raise BackupError(
            f"The backup could not be written to {target} ({error.strerror}). There is none of "
            "that name now, unless there was one before. The database is as it was."
        ) from error
    return manifest


def read_manifest(file: Path) -> Manifest:
    """What the backup in `file` says of itself. Raises `BackupError` for anything else."""
    with _opened(file) as archive:
        return _manifest_in(archive, file)


def unpack(file: Path, folder: Path) -> Manifest:
    """Take everything out of a backup into an empty folder, and see that it is whole.

    Raises `BackupError` for what is no backup, not all of one, or changed since it was made.
    """
    with _opened(file) as archive:
        manifest = _manifest_in(archive, file)
        if "database" not in manifest.files:
            raise _not_whole(file)
        for name, stored in manifest.files.items():
            member = archive.next()
            content = _content_of(member, name, stored.size, archive)
            if content is None or not MAY_HOLD.fullmatch(name):
                raise _not_whole(file)
            place = folder / name
            place.parent.mkdir(mode=0o700, exist_ok=True)
            with content, _new_file(place) as copy:
                shutil.copyfileobj(content, copy)
            if _stored(place) != stored:
                raise _not_whole(file)
    return manifest


def _content_of(
    member: tarfile.TarInfo | None, name: str, size: int, archive: tarfile.TarFile
) -> IO[bytes] | None:
    """What a plain file of this name and size holds. None for anything else: a link, a file
    with holes, which is larger than the archive it came in."""
    if member is None or (member.name, member.size) != (name, size):
        return None
    is_plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
    return archive.extractfile(member) if is_plain else None


def refuse_a_newer_one(manifest: Manifest) -> None:
    """Raises `BackupError` for the database of a later version than this code."""
    unknown = unknown_migrations(manifest.migrations)
    if unknown:
        raise BackupError(
            f"The backup is newer than this code (it has {', '.join(unknown)}). Nothing was "
            "changed. Restore it with the version of Dear Self that made it, or a later one."
        )


def key_mark(secret_key: str) -> str:
    return hashlib.sha256(b"dear-self backup" + secret_key.encode()).hexdigest()[:12]


def secret_key_file() -> Path | None:
    """The file that holds the secret key in use; None where it comes from somewhere else."""
    path = settings.DEARSELF_DATA / "secret_key"
    try:
        in_use = path.read_text(encoding="ascii").strip() == settings.SECRET_KEY
    except (OSError, UnicodeDecodeError):
        return None
    return path if in_use else None


# --- the copy of the database -------------------------------------------------


def copy_database(to: Path) -> list[str]:
    """A copy that is whole, of one moment. Returns the migrations it has. Raises `BackupError`."""
    left_out = [model._meta.db_table for model in (Session, UserSession, ParkedWords, OutgoingMail)]
    if (counted := cache_table.table()) is not None:
        left_out.append(counted)
    if connection.vendor == "postgresql":
        applied = MigrationRecorder(connection).applied_migrations()
        try:
            postgres_copy.dump(to, left_out)
        except postgres_copy.NotDone as error:
            raise BackupError(str(error)) from error
        return our_migrations(applied)
    return _copy_sqlite(to, left_out)


def _copy_sqlite(to: Path, left_out: list[str]) -> list[str]:
    """By SQLite's own online backup, in one step: one moment, and nobody has to wait for it."""
    place = Path(connection.settings_dict["NAME"])
    if not connection.is_in_memory_db() and not place.exists():  # type: ignore[attr-defined] # SQLite's
        raise BackupError(f"There is no database at {place} yet, so there is nothing to back up.")
    to.touch(mode=0o600)
    try:
        connection.ensure_connection()
        with closing(sqlite3.connect(to)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it
            copy.execute("PRAGMA secure_delete = ON")
            for table in left_out:
                if _has_table(copy, table):
                    copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own tables' names
            copy.execute("PRAGMA user_version = 0")
            copy.commit()
            copy.execute("VACUUM")  # so that no copy of what was deleted stays between the rows
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError("it is damaged")
            applied = copy.execute("SELECT app, name FROM django_migrations").fetchall()
    except (sqlite3.Error, DatabaseError) as error:
        raise BackupError(
            f"The database could not be copied: {error}. No backup was made, and earlier ones "
            "are as they were."
        ) from error
    return our_migrations(applied)


def _has_table(database: sqlite3.Connection, name: str) -> bool:
    asked = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return database.execute(asked, [name]).fetchone() is not None


# --- the file -----------------------------------------------------------------


@contextmanager
def temporary_folder_beside(path: Path) -> Iterator[Path]:
    """A folder on the same disk as `path`, for nobody else, gone at the end."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".dear-self-") as folder:
        yield Path(folder)


def sync(folder: Path) -> None:
    """A rename is on the disk once its folder is."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _refuse_to_overwrite(target: Path) -> None:
    try:
        read_manifest(target)
    except BackupError as error:
        raise BackupError(
            f"{target} is there already and is no backup of Dear Self. It was left alone. "
            "Choose another name."
        ) from error


def _beside_the_database(with_secret_key: bool) -> dict[str, Path]:
    data = settings.DEARSELF_DATA
    found = sorted(path for pattern in HOSTS_WORDS for path in data.glob(pattern))
    names = {path.relative_to(data).as_posix(): path for path in found if path.is_file()}
    names = {name: path for name, path in names.items() if MAY_HOLD.fullmatch(name)}
    key = secret_key_file()
    return names | ({"secret_key": key} if with_secret_key and key else {})


def _stored(path: Path) -> Stored:
    with path.open("rb") as file:
        return Stored(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _new_file(path: Path) -> IO[bytes]:
    """A file that only its owner can read, from its first byte on and under any umask."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def _pack(to: Path, manifest: Manifest, found: dict[str, Path]) -> None:
    with _new_file(to) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
            about = msgspec.json.format(msgspec.json.encode(manifest))
            archive.addfile(_member("manifest.json", len(about), manifest), io.BytesIO(about))
            for name, path in found.items():
                with path.open("rb") as content:
                    archive.addfile(_member(name, manifest.files[name].size, manifest), content)
        packed.flush()
        os.fsync(packed.fileno())


def _member(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(manifest.made.timestamp())
    return info


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    """Errors of the system within are not the backup's: the disk may be full meanwhile."""
    try:
        with _open(file) as archive:
            yield archive
    except (tarfile.TarError, KeyError, ValueError) as error:  # `tarfile` raises all of them
        raise _not_whole(file) from error


def _open(file: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(file, "r:")
    except OSError as error:
        raise BackupError(f"{file} cannot be read ({error.strerror}).") from error


def _manifest_in(archive: tarfile.TarFile, file: Path) -> Manifest:
    first = archive.next()
    if first is None or first.name != "manifest.json" or first.size > LARGEST_MANIFEST:
        raise _not_whole(file)
    content = _content_of(first, first.name, first.size, archive)
    about = content.read() if content else b""
    try:
        kind = msgspec.json.decode(about, type=ManifestHead)
        if kind.format == FORMAT and kind.version > VERSION:
            raise BackupError(
                f"{file} was made by a later version of Dear Self, and this one cannot read it. "
                "Nothing was changed."
            )
        manifest = msgspec.json.decode(about, type=Manifest)
    except msgspec.DecodeError as error:
        raise _not_whole(file) from error
    if (manifest.format, manifest.version) != (FORMAT, VERSION):
        raise _not_whole(file)
    return manifest


def _not_whole(file: Path) -> BackupError:
    return BackupError(
        f"{file} is not a backup of Dear Self, or not a whole one. Nothing was changed."
    )
