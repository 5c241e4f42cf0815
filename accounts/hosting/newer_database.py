"""Whether a database is newer than this code: its migrations tell."""

from collections.abc import Iterable

from django.conf import settings
from django.db.migrations.loader import MigrationLoader


def our_migrations(applied: Iterable[tuple[str, str]]) -> list[str]:
    """Those of our own rooms, as `room.name`. What a host has added is the host's."""
    return sorted(f"{app}.{name}" for app, name in applied if app in settings.ROOMS)


def unknown_migrations(ours: Iterable[str]) -> list[str]:
    """Which of them this code does not have. Where there are any, a later version wrote there."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    return sorted(set(ours) - known)
