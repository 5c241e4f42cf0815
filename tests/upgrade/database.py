"""A database as commit 9c49b62 left it, migrated to today's tables."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

HERE = Path(__file__).parent


def frozen(name: str) -> Any:
    """What stands in one of the three files."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


@contextmanager
def upgraded(folder: Path) -> Iterator[None]:
    """Inside it the default database is the upgraded one; its file, on SQLite, is in `folder`."""
    with _another_database(folder):
        _fill(connections["default"], [tuple(it) for it in frozen("expected")["migrations"]])
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        yield


@contextmanager
def _another_database(folder: Path) -> Iterator[None]:
    """An empty one beside the tests' own, on the same server, in place of it."""
    usual: BaseDatabaseWrapper = connections["default"]
    on_server = usual.vendor == "postgresql"
    name = f"{usual.settings_dict['NAME']}_before" if on_server else str(folder / "before.sqlite3")
    _let_go(usual)
    if on_server:
        _run_on_server(usual, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    other = type(usual)(usual.settings_dict | {"NAME": name}, "default")
    connections["default"] = other
    try:
        yield
    finally:
        _let_go(other)
        connections["default"] = usual
        if on_server:
            _run_on_server(usual, f'DROP DATABASE "{name}"')


def _let_go(connection: BaseDatabaseWrapper) -> None:
    """Close it; of PostgreSQL its pool, too, which goes by the alias that both share."""
    if connection.vendor == "postgresql":
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined] # PostgreSQL's
    elif not connection.is_in_memory_db():  # type: ignore[attr-defined] # SQLite's
        connection.close()


def _run_on_server(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _fill(connection: BaseDatabaseWrapper, ours: list[tuple[str, str]]) -> None:
    """Migrate to these migrations of ours, and to the newest of other people's. Then the rows."""
    executor = MigrationExecutor(connection)
    apps = {app for app, _name in ours}
    newest = dict(sorted(ours))
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in apps]
    targets = [*newest.items(), *others]
    executor.migrate(targets)
    tables = MigrationExecutor(connection).loader.project_state(targets).apps
    with transaction.atomic():  # who refers to whom is judged at its end
        for row in frozen("rows"):
            model = tables.get_model(row["model"])
            values = row["fields"] | {model._meta.pk.name: row["pk"]}
            model._base_manager.bulk_create([model(**dict(_columns(model, values)))])
    numbered = [model for model in tables.get_models() if model._meta.auto_field]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), numbered):
            cursor.execute(statement)


def _columns(model: Any, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for field in model._meta.concrete_fields:
        if field.name in values:
            wanted = field.target_field if field.is_relation else field
            yield field.attname, wanted.to_python(values[field.name])
