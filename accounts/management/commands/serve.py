"""`manage.py serve`: everything one machine needs, from an empty folder to a page."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from accounts.disk import reserve
from accounts.hosting.newer_database import our_migrations, unknown_migrations

# Measured in benchmarks/README.md. One thread is quicker, but a form that is sent slowly
# holds one: with 8, twenty half-sent forms stop every page, and with 32 nobody notices them.
BLOCKING_THREADS = 32
KILL_AFTER_SECONDS = 6  # so that all of it ends within ten, which is what Docker waits


class Command(BaseCommand):
    help = "Prepare the data folder and the database, then serve Dear Self."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        refuse_plain_http(host)
        os.umask(0o077)  # the database is nobody else's on this machine
        with lock_folder(settings.DEARSELF_DATA):
            refuse_a_taken_port(host, port)
            refuse_a_newer_database()
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            call_command("collectstatic", verbosity=0, interactive=False)
            reserve.put_in_place()
            worker = subprocess.Popen([sys.executable, sys.argv[0], "work"])  # noqa: S603 - ourselves
            self.stdout.write(f"Dear Self is at {address_of(host, port)}\nCtrl+C stops it.")
            self.stdout.flush()
            try:
                serve(host, port, workers)
            finally:
                worker.send_signal(signal.SIGTERM)
                try:
                    worker.wait(timeout=5)
                except subprocess.TimeoutExpired:
                    worker.kill()


def refuse_plain_http(host: str) -> None:
    """Beyond this machine, only behind https: passwords would cross the network in clear."""
    if host not in settings.LOOPBACK and not settings.DEARSELF_URL.startswith("https://"):
        raise CommandError(
            f"--host {host} would answer other machines over plain http, and passwords and letters "
            "could be read on the way. Put a proxy with a certificate in front and set "
            "DEARSELF_URL to its https address; docs/hosting.md shows how."
        )


def lock_folder(folder: Path) -> IO[str]:
    """An open lock on the data folder, released when it is closed or the process dies."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (folder / "serve.lock").open("a")
    except OSError as error:
        raise CommandError(
            f"The data folder {folder} cannot be written ({error.strerror}). Make it writable, "
            "or point DEARSELF_DATA at a folder that is."
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise CommandError(
            f"Dear Self is already running on the data folder {folder}. Stop it first, or point "
            "DEARSELF_DATA at another folder."
        ) from error
    return file


def refuse_a_taken_port(host: str, port: int) -> None:
    """Granian shares a port without a word, so it is asked for here first."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError as error:
            raise CommandError(
                f"Port {port} does not exist. Choose one from 1024 to 65535."
            ) from error
        except OSError as error:
            another = min(port + 1, 65535)
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Something else may be "
                f"listening there. Choose another one: manage.py serve --port {another}"
            ) from error


def refuse_a_newer_database() -> None:
    """A database that a later version has changed must not be written by this one."""
    applied = MigrationRecorder(connection).applied_migrations()
    unknown = unknown_migrations(our_migrations(applied))
    if unknown:
        raise CommandError(
            f"The database is newer than this code (it has {', '.join(unknown)}). Nothing was "
            "changed. Run the version of Dear Self that wrote it, or a later one."
        )


def address_of(host: str, port: int) -> str:
    """What to open in a browser."""
    if settings.DEARSELF_URL.startswith("https://"):
        return settings.DEARSELF_URL
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    # The workers are forked, and must open connections of their own.
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined] # PostgreSQL has one
    Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        workers_kill_timeout=KILL_AFTER_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
        log_level="error",  # its warning says that 32 threads are many
        log_dictconfig=settings.LOGGING,
    ).serve()
