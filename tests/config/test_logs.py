"""Logs: one JSON object a line, with the kind of an error and its way, and nobody's words."""

import ast
import io
import json
import logging
import os
import smtplib
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, IntegrityError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config import logs
from config.env import BASE
from config.urls import urlpatterns as every_room

WORD = "marigold"
ADDRESS = "ada.lovelace@example.org"
NETWORK = "203.0.113.77"
SECRETS = (WORD, ADDRESS, "lovelace", NETWORK, "Nightjar/7")
MISTAKES = {
    "ours": RuntimeError(f"{WORD} of {ADDRESS}"),
    "refused": PermissionDenied(f"{WORD} of {ADDRESS}"),
    "bad": BadRequest(f"{WORD} of {ADDRESS}"),
    "suspicious": SuspiciousOperation(f"{WORD} of {ADDRESS}"),
    "row": IntegrityError(f"DETAIL: Key (email)=({ADDRESS}) already exists: {WORD}"),
    "away": OperationalError(f"connection to {NETWORK} failed for user {WORD}"),
    "mail": smtplib.SMTPRecipientsRefused({ADDRESS: (550, WORD.encode())}),
    "sender": smtplib.SMTPSenderRefused(550, WORD.encode(), ADDRESS),
    "names-itself": OSError(WORD, ADDRESS),
}


@login_not_required
@csrf_exempt
def mistake(request, kind, word):
    typed = [
        request.POST.get("body"),
        request.META["REMOTE_ADDR"],
        word,
    ]  # what a report would show
    try:
        {}[f"{typed} {ADDRESS}"]
    except KeyError as error:
        raise MISTAKES[kind] from error


@login_not_required
def form(request):
    return HttpResponse("never reached by a form without its token")


urlpatterns = [
    *every_room,
    path("mistakes/<kind>/<word>/", mistake, name="mistake"),
    path("form/", form, name="form"),
]


@pytest.fixture
def written(monkeypatch):
    """What the configured handler writes, from its own settings and with its own formatter."""
    handler = logging.getHandlerByName("stderr")
    assert isinstance(handler.formatter, logs.JsonLine)
    said = io.StringIO()
    before = handler.setStream(said)
    yield said
    handler.setStream(before)


def lines(written: io.StringIO) -> list[dict]:
    """Each line as what it says, all of them searched for what must not be there."""
    text = written.getvalue()
    for secret in SECRETS:
        assert secret not in text
    said = [json.loads(line) for line in text.splitlines()]
    assert all(set(line) >= {"time", "level", "logger"} for line in said)
    return said


def ask(url: str, **said) -> HttpResponse:
    """A browser that says its secrets in every place there is."""
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.cookies["taste"] = WORD
    headers = {"User-Agent": "Nightjar/7", "X-Word": WORD, "Referer": f"http://testserver/{WORD}"}
    query = f"?q={WORD}&email={ADDRESS}"
    typed = {"body": WORD, "email": ADDRESS}
    return browser.post(
        f"{url}{query}", typed, headers=headers | said.pop("headers", {}), REMOTE_ADDR=NETWORK
    )


# --- errors -------------------------------------------------------------------


@pytest.mark.urls(__name__)
def test_a_mistake_of_ours_is_one_line_with_its_kind_its_route_and_its_way(db, written):
    answer = ask(f"/mistakes/ours/{WORD}/")

    assert answer.status_code == 500
    (line,) = lines(written)
    way = line.pop("frames")
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "ERROR",
        "logger": "django.request",
        "method": "POST",
        "route": "mistake",
        "status": 500,
        "error": "RuntimeError",
        "because": ["KeyError"],
    }
    assert way[0].startswith("django/core/handlers/exception.py:")
    assert way[0].endswith(" inner")
    assert way[-1].startswith("tests/config/test_logs.py:")
    assert way[-1].endswith(" mistake")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("kind", "status", "named", "error"),
    [
        ("refused", 403, "django.request", "django.core.exceptions.PermissionDenied"),
        ("bad", 400, "django.request", "django.core.exceptions.BadRequest"),
        (
            "suspicious",
            400,
            "django.security.SuspiciousOperation",
            "django.core.exceptions.SuspiciousOperation",
        ),
        ("row", 500, "django.request", "django.db.utils.IntegrityError"),
        ("mail", 500, "django.request", "smtplib.SMTPRecipientsRefused"),
        ("sender", 500, "django.request", "smtplib.SMTPSenderRefused"),
        ("names-itself", 500, "django.request", "OSError"),
    ],
)
def test_an_error_is_told_by_its_kind_and_never_by_its_message(
    db, written, kind, status, named, error
):
    answer = ask(f"/mistakes/{kind}/{WORD}/")

    assert answer.status_code == status
    (line,) = lines(written)
    assert (line["logger"], line["status"], line["error"]) == (named, status, error)
    assert line["route"] == "mistake"
    assert line.get("code") == (550 if kind == "sender" else None)


@pytest.mark.urls(__name__)
def test_a_database_that_does_not_answer_is_told_by_its_kind(db, written):
    answer = ask(f"/mistakes/away/{WORD}/")

    assert answer.status_code == 503
    said = [line.get("message") for line in lines(written)]
    assert "The database would not answer: OperationalError" in said


def test_what_a_database_calls_its_error_is_told_and_the_chain_behind_it(written):
    behind = psycopg.errors.UniqueViolation(f"Key (email)=({ADDRESS}) already exists.")
    try:
        try:
            raise behind
        except psycopg.Error as error:
            raise IntegrityError(str(error)) from error
    except DatabaseError:
        logging.getLogger("django.request").exception("%s: %s", "Internal Server Error", WORD)

    (line,) = lines(written)
    assert line["because"] == ["psycopg.errors.UniqueViolation"]
    assert line["code"] == "23505"


# --- what was asked -----------------------------------------------------------


def test_a_page_that_is_not_there_is_told_without_its_address(db, written):
    assert ask(f"/{WORD}/{ADDRESS}/").status_code in {403, 404}
    assert Client().get(f"/{WORD}/{ADDRESS}/").status_code == 404

    line = lines(written)[-1]
    assert (line["status"], line["method"], "route" in line) == (404, "GET", False)


def test_somebody_elses_page_is_told_by_its_route_and_not_by_its_name(ada, ben, written):
    letter = ben.letter(WORD)

    assert ada.browser.get(f"/journal/{letter.uuid}/").status_code == 404

    (line,) = lines(written)
    assert (line["status"], line["route"]) == (404, "entry")
    assert str(letter.uuid) not in written.getvalue()
    assert str(ada.user.pk) not in written.getvalue()


def test_a_host_name_that_is_not_ours_is_not_repeated(db, written):
    assert Client().get("/now/", headers={"Host": f"{WORD}.example.org"}).status_code == 400

    (line,) = lines(written)
    assert line["logger"] == "django.security.DisallowedHost"
    assert "message" not in line


@pytest.mark.urls(__name__)
def test_a_form_without_its_token_is_told_by_its_route(db, written):
    assert ask("/form/").status_code == 403

    (line,) = lines(written)
    assert (line["logger"], line["route"]) == ("django.security.csrf", "form")


def test_a_method_that_nobody_has_heard_of_is_not_repeated(db, written):
    Client().generic(WORD.upper(), "/now/")

    (line,) = lines(written)
    assert "method" not in line
    assert WORD.upper() not in written.getvalue()


# --- everybody's loggers ------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "template"),
    [
        ("psycopg.pool", "error connecting in %r: %s"),
        ("django.db.backends.base", "Error calling %s in on_commit() (%s)."),
        ("django.request", "Not Found: %s from %s"),
    ],
)
def test_of_other_peoples_messages_only_the_template_is_kept(written, named, template):
    logging.getLogger(named).error(template, f"{WORD} {NETWORK}", ADDRESS)

    (line,) = lines(written)
    assert (line["logger"], line["message"]) == (named, template)


def test_a_template_of_placeholders_only_is_left_out(written):
    logging.getLogger("django.server").error('"%s" %s', f"GET /{WORD}/", 500)

    (line,) = lines(written)
    assert "message" not in line


@pytest.mark.parametrize("named", ["allauth.account.stages", "asyncio", "redis", "_granian"])
def test_a_message_that_was_filled_before_is_left_out_and_its_place_told(written, named):
    logging.getLogger(named).error(f"No luck with {WORD} of {ADDRESS} from {NETWORK}")

    (line,) = lines(written)
    assert "message" not in line
    assert line["at"].startswith("tests/config/test_logs.py:")


def test_what_the_web_server_says_of_a_mistake_is_cut_before_the_mistake(written):
    said = f"Application callable raised an exception\nTraceback:\nValueError: {WORD}"
    logging.getLogger("_granian.utils").error(said)

    (line,) = lines(written)
    assert line["message"] == "Application callable raised an exception"


def test_our_own_message_is_told_in_full(written):
    logging.getLogger("accounts.vault.visit").error(
        "A lock could not be written: %s", "OperationalError"
    )

    (line,) = lines(written)
    assert line["message"] == "A lock could not be written: OperationalError"


def test_arguments_that_do_not_fit_are_left_out():
    too_many = (WORD, ADDRESS)
    record = logging.makeLogRecord(
        {"name": "journal", "msg": "Only %s of them.", "args": too_many, "levelname": "ERROR"}
    )

    (line,) = lines(io.StringIO(logs.JsonLine().format(record)))
    assert line["message"] == "Only %s of them."


def test_nothing_can_begin_a_line_of_its_own(written):
    logging.getLogger("accounts").error("One %s", 'line\n{"level": "forged"}\u2028\x1b[31m')

    (line,) = lines(written)
    assert line["level"] == "ERROR"
    assert written.getvalue().isascii()
    assert "\x1b" not in written.getvalue()


def test_paths_are_written_by_no_logger(written):
    for named in ("granian.access", "django.server", "django.request"):
        logging.getLogger(named).info('"GET /journal/days/2026-06-17/?q=%s" 200', WORD)

    assert written.getvalue() == ""


LOG_CALLS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def test_our_own_log_calls_are_constant_text():
    calls = [
        (file.relative_to(BASE), call)
        for room in logs.OURS
        for file in (BASE / room).rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in LOG_CALLS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "logger"
    ]

    assert len(calls) > 5
    assert [
        f"{file}:{call.lineno}"
        for file, call in calls
        if not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ] == []


# --- a whole process ----------------------------------------------------------


def test_a_thread_that_ends_with_an_error_is_told_by_its_kind(written):
    error = ValueError(WORD)
    logs._last_words_of_a_thread(threading.ExceptHookArgs((ValueError, error, None, None)))

    (line,) = lines(written)
    assert (line["message"], line["error"]) == ("A thread ended with an error.", "ValueError")


def run(folder: Path, *command: str) -> list[dict]:
    """The lines on stderr of a process that fails, with a data folder of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "DEARSELF_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=BASE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return lines(io.StringIO(done.stderr))


def test_a_command_that_fails_says_so_in_one_line(tmp_path):
    said = run(tmp_path, "manage.py", "work", "--once")  # there are no tables yet

    assert said[-1]["level"] == "CRITICAL"
    assert said[-1]["error"] == "django.db.utils.OperationalError"
    assert said[-1]["because"] == ["sqlite3.OperationalError"]
    assert said[-1]["code"] == "SQLITE_ERROR"
    assert any(frame.startswith("accounts/management/") for frame in said[-1]["frames"])


def test_warnings_and_last_words_of_a_process_are_lines_too(tmp_path):
    program = f"""
import django, warnings
django.setup()
warnings.warn("{WORD} of {ADDRESS}")
raise ValueError("{WORD} of {ADDRESS}")
"""

    said = run(tmp_path, "-c", program)

    assert [line["logger"] for line in said] == ["py.warnings", "config.logs"]
    assert said[-1]["error"] == "ValueError"
