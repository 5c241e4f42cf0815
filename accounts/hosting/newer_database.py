"""Whether a database is newer than this code: its migrations tell."""

from collections.abc import Iterable

from django.conf import settings
from django.db.migrations.loader import MigrationLoader


def our_migrations(applied: Iterable[tuple[str, str]]) -> list[str]:
    """Our own apps' of all `applied` migrations, as `app.name`. A host may have added others."""
    return sorted(f"{app}.{name}" for app, name in applied if app in settings.ROOMS)


def unknown_migrations(ours: Iterable[str]) -> list[str]:
    """Which of `ours` this code does not have. Any means that a later version wrote there."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    return sorted(set(ours) - known)
