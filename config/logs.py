"""What goes to stderr: one JSON object a line, with what happened and nothing of whom.

An exception's message may hold anything (a database's names the row), a path holds days
and entries, and other people's log calls hold all of these. So a line is made of what the
program's authors wrote and nothing else: our own messages, the templates of everybody
else's, the name of a route, the kind of an error and the places in the code it came through.
"""

import json
import logging
import logging.config
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings

OURS = ("config", *settings.ROOMS)
# How messages without arguments may begin that are worth reading. What follows is left out.
KNOWN = (
    "Application callable raised an exception",
    "Session data corrupted",
    "Unexpected exit from worker",
    "Worker crash loop detected",
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
FRAMES = 40  # the innermost
CODE = re.compile("[A-Z0-9_]{1,40}")
PLACEHOLDER = re.compile("%[-#0 +]*[0-9.]*[a-z]")
# Where libraries begin in a path; what comes before it says where this copy lives.
ROOTS = ("/site-packages/", f"/python{sys.version_info[0]}.{sys.version_info[1]}/")
BASE = f"{Path(__file__).resolve().parent.parent}/"

logger = logging.getLogger(__name__)


class JsonLine(logging.Formatter):
    """One record as one line of JSON, in ASCII, so that no text can begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        message = safe_message(record)
        if message:
            line["message"] = message
        line |= about_request(record)
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= about_error(error)
        elif not message and "status" not in line:
            line["at"] = f"{short(record.pathname)}:{record.lineno}"
        return json.dumps(line)


def safe_message(record: logging.LogRecord) -> str:
    """Our message in full; of anybody else's the template, without what would fill it.

    A message without arguments may have been filled before it came here (Django logs
    `str(error)` with the name a browser asked for), so of those only a known beginning is kept.
    """
    if record.name.partition(".")[0] in OURS:
        try:
            return record.getMessage()
        except (TypeError, ValueError):  # arguments that do not fit their template
            return str(record.msg)
    text = str(record.msg)
    if not re.search("[a-z]{2}", PLACEHOLDER.sub("", text)):  # "%s: %s" says nothing
        return ""
    return text if record.args else next((known for known in KNOWN if text.startswith(known)), "")


def about_request(record: logging.LogRecord) -> dict[str, Any]:
    """Method, route by its name or pattern, and status, where the record knows them."""
    known: dict[str, Any] = {}
    request = getattr(record, "request", None)
    method = getattr(request, "method", None)
    if method in METHODS:
        known["method"] = method
    match = getattr(request, "resolver_match", None)
    if match is not None:
        known["route"] = match.view_name or match.route
    status = getattr(record, "status_code", None)
    if isinstance(status, int):
        known["status"] = status
    return known


def about_error(error: BaseException) -> dict[str, Any]:
    """The kinds of an error and of those behind it, their codes, and the way it came."""
    chain = list(_chain(error))
    known: dict[str, Any] = {"error": _kind(error)}
    if len(chain) > 1:
        known["because"] = [_kind(cause) for cause in chain[1:]]
    codes = [code for cause in chain if (code := _code(cause)) is not None]
    if codes:
        known["code"] = codes[0]
    known["frames"] = list(frames(error.__traceback__))
    return known


def frames(trace: TracebackType | None) -> Iterator[str]:
    """`file:line function` from the outside in. Never a line of code, never a variable."""
    way = [(frame.f_code, line) for frame, line in traceback.walk_tb(trace)]
    for code, line in way[-FRAMES:]:
        yield f"{short(code.co_filename)}:{line} {code.co_name}"


def short(path: str) -> str:
    """A file's place in the project or in its library."""
    for root in ROOTS:
        if root in path:
            return path.rpartition(root)[2]
    return path.removeprefix(BASE)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    behind: BaseException | None = error
    while behind is not None and id(behind) not in seen:
        yield behind
        seen.add(id(behind))
        behind = behind.__cause__ or (None if behind.__suppress_context__ else behind.__context__)


def _kind(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__
    return name if kind.__module__ == "builtins" else f"{kind.__module__}.{name}"


def _code(error: BaseException) -> str | int | None:
    """What a database, a mail server or the system calls it: SQLITE_FULL, 23505, 550, 28."""
    for name in ("sqlite_errorname", "sqlstate", "smtp_code", "errno"):
        code = getattr(error, name, None)
        if isinstance(code, int) or (isinstance(code, str) and CODE.fullmatch(code)):
            return code
    return None


# --- for a whole process ------------------------------------------------------


def configure(config: dict[str, Any]) -> None:
    """Django's `LOGGING_CONFIG`: what `LOGGING` says, and what no logger is asked about.

    Warnings, and errors that end a process or a thread, become lines too. A person at a
    terminal, or at work on the code, reads those errors as Python tells them.
    """
    logging.config.dictConfig(config)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # or a line that fails is printed with its arguments
    if not settings.DEBUG and not sys.stderr.isatty():
        sys.excepthook = _last_words
        threading.excepthook = _last_words_of_a_thread


def _last_words(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logger.critical("The process ended with an error.", exc_info=(kind, error, trace))


def _last_words_of_a_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        logger.critical("A thread ended with an error.", exc_info=ended.exc_value)
