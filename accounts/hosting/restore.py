"""Restoring a backup. What was here before is set aside under another name, never deleted."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.hosting import postgres_copy
from accounts.hosting.backup import (
    BackupError,
    Manifest,
    key_mark,
    refuse_a_newer_one,
    secret_key_file,
    sync,
    temporary_folder_beside,
    unpack,
)

IN_A_NAME = "%Y%m%d-%H%M%S"


def restore_backup(file: Path, *, replace: bool = False) -> list[str]:
    """Put a backup in the place of what is here, or of nothing. Returns sentences for the host.

    Nothing else may run on this database meanwhile. Raises `BackupError`.
    """
    if not replace:
        _refuse_to_replace()
    data: Path = settings.DEARSELF_DATA
    stamp = f"{timezone.localtime():{IN_A_NAME}}"
    try:
        with temporary_folder_beside(_place() or data / "database") as folder:
            manifest = unpack(file, folder)
            _refuse_what_does_not_fit(manifest)
            report = _put_database(folder / "database", stamp)
            report += _put_beside_the_database(folder, data, manifest, stamp)
    except OSError as error:
        raise BackupError(
            f"The backup could not be put in place ({error.strerror}). What was here is still "
            f"here, perhaps with “.before-{stamp}” after its name. Try again with --replace."
        ) from error
    return report


def _place() -> Path | None:
    """The database's file; None on PostgreSQL."""
    return None if connection.vendor == "postgresql" else Path(connection.settings_dict["NAME"])


def _refuse_to_replace() -> None:
    place = _place()
    if place is None:
        is_taken = postgres_copy.has_tables()
    else:
        is_taken = place.exists() and place.stat().st_size > 0
    if is_taken:
        raise BackupError(
            f"There is a database already ({place or connection.settings_dict['NAME']}), and it "
            "was left alone. To restore in its place, say --replace: it is then set aside under "
            "another name, not deleted."
        )


def _refuse_what_does_not_fit(manifest: Manifest) -> None:
    refuse_a_newer_one(manifest)
    if manifest.vendor != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise BackupError(
            f"This backup is of {names.get(manifest.vendor, manifest.vendor)}, and Dear Self is "
            f"set up for {names.get(connection.vendor, connection.vendor)} here. Nothing was "
            "changed. DATABASE_URL says which it is."
        )


def _put_beside_the_database(folder: Path, data: Path, manifest: Manifest, stamp: str) -> list[str]:
    report = []
    for name in manifest.files.keys() - {"database", "secret_key"}:
        report += _put(folder / name, data / name, stamp)
    in_use = secret_key_file()
    if "secret_key" in manifest.files and in_use is not None:
        return report + _put(folder / "secret_key", in_use, stamp)
    if manifest.key_mark != key_mark(settings.SECRET_KEY):
        report.append(
            "The backup was made under another secret key than the one that is set here. Journals "
            "open as ever. But nobody's authenticator app or spare codes fit until that key is "
            "put back; docs/hosting.md says what else can be done."
        )
    return report


def _put(copy: Path, place: Path, stamp: str) -> list[str]:
    """Put one small file in its place. A different one that is there is set aside."""
    report = []
    if place.exists():
        if place.read_bytes() == copy.read_bytes():
            return []
        report.append(_set_aside(place, stamp))
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with temporary_folder_beside(place) as beside:  # perhaps another disk than the database's
        new = beside / place.name
        shutil.copy(copy, new)  # with its mode, which is the owner's alone
        with new.open("rb") as file:
            os.fsync(file.fileno())
        new.replace(place)
    sync(place.parent)
    return report


def _put_database(copy: Path, stamp: str) -> list[str]:
    place = _place()
    if place is None:
        aside = f"before_{stamp.replace('-', '_')}"
        try:
            had_tables = postgres_copy.load(copy, aside)
        except postgres_copy.NotDone as error:
            raise BackupError(str(error)) from error
        return [f"What was in the database is in its schema {aside} now."] if had_tables else []
    report = _set_database_aside(place, stamp)
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.replace(place)
    sync(place.parent)
    return report


def _set_database_aside(place: Path, stamp: str) -> list[str]:
    """The database and its log. A log that were left here would be read into the new one."""
    connection.close()
    if place.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(place)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # then one file is all of it
    report = []
    for suffix in ("", "-wal", "-shm"):
        part = place.with_name(place.name + suffix)
        if part.exists():
            aside = place.with_name(f"{place.name}.before-{stamp}{suffix}")
            part.rename(aside)
            report.append(f"{part.name} was set aside as {aside.name}.")
    return report


def _set_aside(path: Path, stamp: str) -> str:
    aside = path.with_name(f"{path.name}.before-{stamp}")
    path.rename(aside)
    return f"{path.name} was set aside as {aside.name}."
