"""Copies of a PostgreSQL database, by PostgreSQL's own programs."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo


class NotDone(Exception):
    """A program of PostgreSQL did not do it. The text is for the host."""


def dump(to: Path, left_out: list[str]) -> None:
    """A copy of the tables into a file, without the rows of those left out. Raises `NotDone`."""
    rows = [f"--exclude-table-data=public.{table}" for table in left_out]
    _run("pg_dump", "--format=custom", "--schema=public", *rows, f"--file={to}")
    _run("pg_restore", "--list", str(to), reads_file=True)
    to.chmod(0o600)
    with to.open("rb") as file:
        os.fsync(file.fileno())


def load(copy: Path, aside: str) -> bool:
    """Load a copy. Tables that are here go into a schema named `aside`; returns whether any were.

    Raises `NotDone`, and then everything is where it was.
    """
    had_tables = has_tables()
    if had_tables:
        _rename("public", aside)
    try:
        options = ["--schema=public", "--no-owner", "--no-privileges", "--single-transaction"]
        _run("pg_restore", "--exit-on-error", *options, str(copy))
    except NotDone:
        if had_tables:
            _execute(sql.SQL("DROP SCHEMA public"))
            _execute(sql.SQL("ALTER SCHEMA {} RENAME TO public").format(sql.Identifier(aside)))
        raise
    return had_tables


def has_tables() -> bool:
    return bool(connection.introspection.table_names())


def _rename(schema: str, aside: str) -> None:
    statement = "ALTER SCHEMA {} RENAME TO {}; CREATE SCHEMA {}"
    names = (sql.Identifier(name) for name in (schema, aside, schema))
    _execute(sql.SQL(statement).format(*names))


def _execute(statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _run(program: str, *options: str, reads_file: bool = False) -> None:
    """One of PostgreSQL's programs. The password goes by the environment, not the process list."""
    at = connection.settings_dict
    in_the_address = {k: v for k, v in at["OPTIONS"].items() if isinstance(v, str)}
    password = in_the_address.pop("password", "") or at["PASSWORD"]
    where = {"host": at["HOST"], "port": at["PORT"], "user": at["USER"], "dbname": at["NAME"]}
    address = make_conninfo(**in_the_address, **{k: v for k, v in where.items() if v})
    command = [program, *options, *([] if reads_file else [f"--dbname={address}"])]
    if shutil.which(program) is None:
        raise NotDone(
            f"{program} is not on this machine, so nothing was done. Install PostgreSQL's client "
            f"programs, or run this where they are:\n  {shlex.join(command)}"
        )
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(  # noqa: S603 - a fixed program, and options that the host set
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotDone(f"{program} could not do it: {done.stderr.strip()}")
