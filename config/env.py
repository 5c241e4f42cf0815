"""The environment, read once and typed. Nothing else in the project reads `os.environ`.

Every setting is named `DEARSELF_…` (and `DATABASE_URL`). Every one that is a
secret can come from a file instead: `DEARSELF_SECRET_KEY_FILE=/run/secrets/key`.
A value that cannot be used raises `EnvError` with a sentence for the host.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from config.postgres import PatientConnection

BASE = Path(__file__).resolve().parent.parent
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class EnvError(Exception):
    """A setting that cannot be used. The text is for the person who set it."""


@dataclass(frozen=True, slots=True)
class Env:
    """What the environment says. Defaults run one person's journal on this machine."""

    data: Path
    url: SplitResult
    debug: bool
    secret_key: str
    earlier_secret_keys: list[str]
    database: dict[str, Any]
    cache_url: str
    mailer: dict[str, Any]
    mail_from: str
    host_name: str
    exit_url: str
    proxies: int
    signup: str
    quota_mb: int

    @property
    def https(self) -> bool:
        return self.url.scheme == "https"

    @property
    def sends_mail(self) -> bool:
        return not self.mailer["BACKEND"].endswith("console_mail.EmailBackend")


def read_environment(environ: Mapping[str, str] = os.environ) -> Env:
    """Read and check every setting. Raises `EnvError`."""
    data = Path(environ.get("DEARSELF_DATA") or BASE / "data").expanduser().resolve()
    url = _url(environ.get("DEARSELF_URL") or "http://127.0.0.1:8000")
    host = url.hostname if url.hostname and ":" not in url.hostname else "localhost"
    return Env(
        data=data,
        url=url,
        debug=_flag(environ, "DEARSELF_DEBUG"),
        secret_key=_secret(environ, "DEARSELF_SECRET_KEY") or _kept_secret_key(data),
        earlier_secret_keys=_secret(environ, "DEARSELF_EARLIER_SECRET_KEYS").split(),
        database=_database(_secret(environ, "DATABASE_URL"), data),
        cache_url=_cache_url(_secret(environ, "DEARSELF_CACHE_URL")),
        mailer=_mailer(_secret(environ, "DEARSELF_SMTP_URL")),
        mail_from=_mail_from(environ.get("DEARSELF_MAIL_FROM") or f"Dear Self <dear-self@{host}>"),
        host_name=environ.get("DEARSELF_HOST_NAME", ""),
        exit_url=_exit_url(environ.get("DEARSELF_EXIT_URL") or "https://www.bbc.com/weather"),
        proxies=_number(environ, "DEARSELF_PROXIES", 1 if url.scheme == "https" else 0),
        signup=_one_of(environ, "DEARSELF_SIGNUP", ("open", "invite", "closed")),
        quota_mb=_number(environ, "DEARSELF_QUOTA_MB", 2000),
    )


def _secret(environ: Mapping[str, str], name: str) -> str:
    """The value of `name`, or the content of the file that `name_FILE` points to."""
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name, "")
    if environ.get(name):
        raise EnvError(f"{name} and {name}_FILE are both set. Set one of them.")
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise EnvError(f"{name}_FILE points to {path}, which cannot be read: {error}.") from error
    if not secret:
        raise EnvError(f"{name}_FILE points to {path}, which is empty.")
    return secret


def _kept_secret_key(data: Path) -> str:
    """The secret key in the data folder; made on the first run, readable by its owner only."""
    path = data / "secret_key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise EnvError(f"{path} cannot be read: {error.strerror}.") from error
    key = secrets.token_urlsafe(64)
    # Written aside and linked into place: two first starts agree on one key,
    # and a reader never sees half of one.
    aside = data / f".secret_key.{secrets.token_hex(8)}"
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        finally:
            aside.unlink()
    except OSError as error:
        raise EnvError(
            f"the data folder {data} cannot be written ({error.strerror}). "
            "Make it writable, or point DEARSELF_DATA at a folder that is."
        ) from error
    return key


def _split(name: str, value: str) -> SplitResult:
    """The parts of an address. Its text is not repeated in the error: it may hold a password."""
    try:
        url = urlsplit(value)
        _ = url.port  # read here, because it is only checked when it is read
    except ValueError as error:
        raise EnvError(f"{name} is not an address that can be read: {error}.") from error
    return url


def _url(value: str) -> SplitResult:
    url = _split("DEARSELF_URL", value.rstrip("/"))
    plain = url.netloc and not (url.path or url.query or url.fragment or "@" in url.netloc)
    if url.scheme not in {"http", "https"} or not url.hostname or not plain:
        raise EnvError(
            "DEARSELF_URL should be the address people type and nothing more, "
            "such as https://journal.example.org."
        )
    if url.scheme == "http" and url.hostname not in LOOPBACK:
        raise EnvError(
            f"DEARSELF_URL is {value!r}. Over plain http, passwords and letters could be read "
            "on the way. Use https, or an address of this machine (http://127.0.0.1:8000)."
        )
    return url


def _exit_url(value: str) -> str:
    url = _split("DEARSELF_EXIT_URL", value)
    here = url.scheme == "http" and url.hostname in LOOPBACK
    if not url.hostname or (url.scheme != "https" and not here):
        raise EnvError(
            f"DEARSELF_EXIT_URL is {value!r}. People leave to it in a hurry, so it should be a "
            "whole https address, such as https://www.bbc.com/weather."
        )
    return value


def _cache_url(value: str) -> str:
    if value and _split("DEARSELF_CACHE_URL", value).scheme not in {"redis", "rediss", "unix"}:
        raise EnvError("DEARSELF_CACHE_URL should look like redis://cache:6379/0.")
    return value


def _mail_from(value: str) -> str:
    address = parseaddr(value)[1]
    if "@" not in address or value.count("<") != value.count(">"):
        raise EnvError(
            f"DEARSELF_MAIL_FROM is {value!r}. It should be an address, such as "
            "Dear Self <journal@example.org>."
        )
    return value


def _database(value: str, data: Path) -> dict[str, Any]:
    """Django's settings for `DATABASE_URL`; SQLite in the data folder where it is empty."""
    url = _split("DATABASE_URL", value)
    if not value or url.scheme == "sqlite":
        path = unquote(url.path) or str(data / "dear-self.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            # Kept open: on a disk that is full to the last byte, a new connection
            # could not be made, and nobody could read what they have.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                # FULL: a kept letter is on the disk. secure_delete: a deleted one is not.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                    "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
                ),
            },
        }
    if url.scheme not in {"postgres", "postgresql"}:
        raise EnvError(
            f"DATABASE_URL begins with {url.scheme!r}. "
            "It should be postgres://user:password@host:5432/name, or left out for SQLite."
        )
    query = dict(parse_qsl(url.query))
    size = query.pop("pool", "8")
    if not size.isdecimal():
        raise EnvError("DATABASE_URL has a pool that is not a whole number, such as ?pool=8.")
    pool = (
        {
            "pool": {
                "min_size": 1,
                "max_size": int(size),
                "timeout": 5,  # for a free one; also when the server is away
                "reconnect_timeout": 5,  # a new try with each request, no pauses of minutes
                "connection_class": PatientConnection,
            }
        }
        if int(size)
        else {}
    )
    # A server or a network that has gone must be noticed, and soon.
    patience = {
        "connect_timeout": "3",
        "tcp_user_timeout": "10000",
        "keepalives_idle": "10",
        "keepalives_interval": "3",
        "keepalives_count": "3",
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or query.pop("host", ""),
        "PORT": str(url.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": patience | query | pool,
    }


def _mailer(value: str) -> dict[str, Any]:
    """Django's mailer for `DEARSELF_SMTP_URL`: smtp://, smtp+tls:// (STARTTLS) or smtps://."""
    if not value:
        return {"BACKEND": "accounts.hosting.console_mail.EmailBackend"}
    url = _split("DEARSELF_SMTP_URL", value)
    if url.scheme not in {"smtp", "smtp+tls", "smtps"} or not url.hostname:
        raise EnvError(
            "DEARSELF_SMTP_URL should look like smtp+tls://user:password@mail.example.org:587 "
            "(or smtps:// for port 465)."
        )
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": url.hostname,
            "port": url.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[url.scheme],
            "username": unquote(url.username or ""),
            "password": unquote(url.password or ""),
            "use_tls": url.scheme == "smtp+tls",
            "use_ssl": url.scheme == "smtps",
            "timeout": 10,
        },
    }


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "").lower()
    if value in {"", "0", "no", "false", "off"}:
        return False
    if value in {"1", "yes", "true", "on"}:
        return True
    raise EnvError(f"{name} is {value!r}. It should be yes or no.")


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, "")
    if not value:
        return default
    if not value.isdecimal():
        raise EnvError(f"{name} is {value!r}. It should be a whole number.")
    return int(value)


def _one_of(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = environ.get(name) or choices[0]
    if value not in choices:
        raise EnvError(f"{name} is {value!r}. It should be one of: {', '.join(choices)}.")
    return value
