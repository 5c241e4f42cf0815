"""Nothing that a person types stands anywhere in clear.

A word of its own goes into every field of every form, and then everything that is
stored, sent or logged is searched for it in every way it might be written.
"""

import base64
import importlib
import logging
import pkgutil
import re
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

import accounts.forms as account_forms
from accounts import keys, parked, vault_forms
from accounts.already_written import words_key
from accounts.models import ParkedWords, User
from accounts.vault import read_recovery_key
from journal.forms import WRITING, HalfDayForm
from journal.models import Draft, Entry
from journal.writing_form import PageState, Unfinished, WritingForm
from tests.journal.test_letters import FORM, fields_of
from tests.test_concurrency import own_database  # noqa: F401 - a fixture

ROOMS = ("accounts", "practices", "journal")
# Walked below one by one. The writing forms are walked whole, field by field.
WALKED = {
    account_forms.SignUpForm,
    account_forms.SignInForm,
    vault_forms.KeptRecoveryKeyForm,
    vault_forms.PasswordAgainForm,
    vault_forms.UnlockForm,
    account_forms.SettingsForm,
    account_forms.ReauthenticateForm,
    account_forms.ChangePasswordForm,
    account_forms.AddEmailForm,
    account_forms.ResetPasswordForm,
    account_forms.ResetPasswordKeyForm,
    vault_forms.UnsealForm,
}
NOT_TYPED_IN = {
    account_forms.SetPasswordForm,  # for accounts without a password, and here there are none
    PageState,  # hidden fields
    Unfinished,  # the same
    WritingForm,  # what the writing forms share
    HalfDayForm,  # what the two halves of a day share
}
# Codes, and the name of a security key, which stands in clear for its owner to tell them apart.
SECOND_STEP = "accounts.second_step"
# In clear on purpose, and said so on the privacy page.
HEADERS = "headers, cookies and titles"
ALLOWED = {"email", "new email", "exit address"}


class Typing(dict[str, bytes]):
    """A new word for each place it is typed in, kept under the place's name."""

    def word(self, place: str) -> str:
        letters = "abcdefghijklm" if "password" in place else "nopqrstuvwxyz"  # unlike the e-mail
        word = "".join(secrets.choice(letters) for _ in range(24))
        self[place] = word.encode()
        return word

    def into(
        self, form: type[WritingForm], stage: str, *, whatever: bool = False
    ) -> dict[str, Any]:
        """Words for the text fields of `form`, or for `whatever` field it has."""
        return {
            name: [self.word(f"{stage}, {form.__name__}.{name}")]
            for name in form.asked()
            if whatever or isinstance(form.base_fields[name], forms.CharField)
        }


class Watched(Client):
    """A browser that notes every header and page title it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def request(self, **asked: Any) -> Any:
        answer = super().request(**asked)
        self.seen += [f"{name}: {value}" for name, value in answer.headers.items()]
        self.seen += [
            f"{name}={morsel.value}"
            for name, morsel in answer.cookies.items()
            if name not in {settings.KEY_COOKIE_NAME, settings.WORDS_COOKIE_NAME}
        ]
        self.seen += re.findall(r"<title>[^<]*", answer.content.decode(errors="replace"))
        return answer

    def send(self, path: str, fields: dict[str, Any], *, status: int = 302) -> Any:
        answer = self.post(path, urlencode(fields, doseq=True), content_type=FORM)
        assert answer.status_code == status, f"{path} answered {answer.status_code}"
        return answer


# --- the walk -----------------------------------------------------------------


def write_everything(browser: Watched, typed: Typing) -> None:
    """Keep, change, half-write, bin and delete through every writing form."""
    for name, form in WRITING.items():
        page = "/journal/letters/new/" if name == "letter" else _half_page(name)
        kept = browser.send(page, fields_of(browser.get(page)) | typed.into(form, "kept"))
        change = f"{kept.url}edit/" if name == "letter" else page
        as_kept = fields_of(browser.get(change))
        browser.send(change, as_kept | typed.into(form, "changed"))
        browser.send(change, as_kept | typed.into(form, "in conflict"), status=409)
        for stage in ("half-written", "half-written again"):
            words = typed.into(form, stage, whatever=True) | {"form": [name]}
            browser.send("/journal/drafts/", words, status=200)
        draft = Draft.objects.filter(form=name).first()
        browser.get(draft.get_absolute_url())
        browser.send(f"/journal/drafts/{draft.uuid}/discard/", {})
        browser.send("/journal/drafts/", typed.into(form, "refused") | {"form": "x"}, status=400)
    letter = typed.into(WRITING["letter"], "refused")
    browser.send("/journal/letters/new/", letter | {"opens_on": "in spring"}, status=422)
    for end in ("let-go", "restore"):
        letter = browser.send("/journal/letters/new/", typed.into(WRITING["letter"], end)).url
        browser.send(f"{letter}delete/", {})
        browser.get("/journal/bin/")
        browser.send(f"{letter}{end}/", {})
    for page in ("/today/", "/journal/", *(e.get_absolute_url() for e in Entry.objects.all())):
        assert browser.get(page).status_code in {200, 404}


def _half_page(half: str) -> str:
    return f"/journal/days/2026-06-17/{half}/"


def live_with_the_account(browser: Watched, typed: Typing) -> User:
    """Sign up, lock and unlock, change the password, forget it, come back by the recovery key."""
    email, password = f"{typed.word('email')}@example.org", typed.word("password")
    browser.send("/accounts/signup/", {"email": email, "password1": password})
    user = User.objects.get()
    _keep_recovery_key(browser, typed, "recovery key")
    for number, key in keys.open_with_password(user, password).keyring.keys.items():
        typed[f"data key {number}"] = key
    write_everything(browser, typed)

    wrong = {"password": typed.word("wrong password for a new key")}
    browser.send("/accounts/recovery/renew/", wrong, status=422)
    browser.send("/accounts/recovery/renew/", {"password": password})
    _keep_recovery_key(browser, typed, "renewed recovery key")
    browser.send("/accounts/lock/", {})
    for name, form in WRITING.items():
        page = "/journal/letters/new/" if name == "letter" else _half_page(name)
        browser.send(page, typed.into(form, "parked"))
    typed["key to parked words"] = words_key(browser.get("/help/").wsgi_request) or b""
    assert ParkedWords.objects.count() == len(WRITING)
    browser.send("/accounts/unlock/", {"password": typed.word("wrong password")}, status=422)
    browser.send("/accounts/unlock/", {"password": password})
    browser.get("/accounts/words/")
    assert not ParkedWords.objects.exists()
    exit_url = f"https://{typed.word('exit address')}.example.org"
    said = fields_of(browser.get("/accounts/settings/")) | {"exit_url": [exit_url]}
    browser.send("/accounts/settings/", said)
    browser.send("/accounts/reauthenticate/", {"password": password})
    browser.send("/accounts/unlock/", {"password": password})
    EmailAddress.objects.update(verified=True)  # as on a host that sends mail
    another = {"email": f"{typed.word('new email')}@example.org", "action_add": ""}
    browser.send("/accounts/email/", another)
    new = typed.word("new password")
    change = {"oldpassword": password, "password1": new, "password2": new}
    browser.send("/accounts/password/change/", change)
    _forget(browser, typed, user)
    return user


def _keep_recovery_key(browser: Watched, typed: Typing, place: str) -> str:
    groups = browser.get("/accounts/recovery/").context["groups"]
    browser.get("/accounts/recovery/download/")
    written = "-".join(groups)
    typed[f"{place}, written"] = written.encode()
    typed[f"{place}, without dashes"] = "".join(groups).encode()
    typed[f"{place}, its bytes"] = read_recovery_key(written)
    browser.send("/accounts/recovery/", {"first": groups[2], "second": groups[6]})
    return written


def _forget(browser: Watched, typed: Typing, user: User) -> None:
    recovery_key = typed["renewed recovery key, written"].decode()
    browser.get("/accounts/logout/")
    browser.send("/accounts/logout/", {})
    for name, form in WRITING.items():
        page = "/journal/letters/new/" if name == "letter" else _half_page(name)
        browser.send(page, typed.into(form, "handed back"), status=403)
        whose = {"whose": parked.whose(user)}
        browser.send(page, typed.into(form, "parked, signed out") | whose)
    browser.send("/accounts/password/reset/", {"email": user.email})
    (asked,) = [m for m in mail.outbox if m.to == [user.email] and "/reset/key/" in m.body]
    link = re.search(r"/accounts/password/reset/key/\S+", asked.body)[0]
    form_at = browser.get(link).url
    reset = typed.word("password after a reset")
    browser.send(form_at, {"password1": reset, "password2": reset})
    wrong = {"login": user.email, "password": typed.word("wrong password at sign-in")}
    browser.send("/accounts/login/", wrong, status=422)
    browser.send("/accounts/login/", {"login": user.email, "password": reset})
    wrong = {"password": reset, "opener": typed.word("wrong opener")}
    browser.send("/accounts/unlock/", wrong, status=422)
    browser.send("/accounts/unlock/", {"password": reset, "opener": recovery_key})
    _keep_recovery_key(browser, typed, "new recovery key")


# --- the search ---------------------------------------------------------------


def ways_to_write(word: bytes) -> Iterator[bytes]:
    """Every way in which `word` might stand in a file, a row or a log."""
    text = word.decode("latin-1")
    yield word
    yield from (text.encode("utf-16-le"), text.encode("utf-16-be"))
    yield from (word.hex().encode(), word.hex().upper().encode())
    percent = "".join(f"%{byte:02X}" for byte in word)
    yield from (percent.encode(), percent.lower().encode())
    yield repr(word)[2:-1].encode()
    for before in range(3):  # where in a group of three bytes it begins
        encoded = base64.b64encode(b"\0" * before + word)
        middle = encoded[-(-before * 8 // 6) : -4]
        yield from (middle, middle.translate(bytes.maketrans(b"+/", b"-_")))


def found(typed: dict[str, bytes], places: dict[str, bytes]) -> set[tuple[str, str]]:
    """Which words stand in which places."""
    return {
        (name, place)
        for name, word in typed.items()
        for place, content in places.items()
        if any(way in content for way in ways_to_write(word))
    }


def everything_stored(database: Path | None) -> dict[str, bytes]:
    """The database as a thief of the disk would have it, and what is packed in it unpacked."""
    rows = [b"%b" % _raw(v) for m in apps.get_models() for r in m.objects.values_list() for v in r]
    sessions = [repr(session.get_decoded()) for session in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cache")
        cached = [_raw(value) for row in cursor.fetchall() for value in row]
    files = sorted(database.parent.glob(f"{database.name}*")) if database else []
    return {
        "rows": b"\n".join(rows),
        "sessions": "\n".join(sessions).encode(),
        "cache": b"\n".join(cached),
        **{file.name.removeprefix("dear-self."): file.read_bytes() for file in files},
    }


def _raw(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def everything_sent(browser: Watched, logged: str, temporary: Path) -> dict[str, bytes]:
    folders = (temporary, Path(settings.DEARSELF_DATA))
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return {
        HEADERS: "\n".join(browser.seen).encode(),
        "mail": b"\n".join(message.message().as_bytes() for message in mail.outbox),
        "logs": logged.encode(),
        "temporary and data files": b"\n".join(file.read_bytes() for file in files),
    }


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def every_log(
    own_database: Path | None,  # noqa: F811 - the fixture
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """All loggers at DEBUG, every query with its parameters among them."""
    monkeypatch.setattr(connections["default"], "force_debug_cursor", True)
    caplog.set_level(logging.DEBUG)
    for name in ("django", "django.db.backends", "allauth"):
        caplog.set_level(logging.DEBUG, logger=name)
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    return caplog


# --- the tests ----------------------------------------------------------------


def test_every_form_that_people_type_in_is_walked():
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)

    ours = {form for form in _subclasses(forms.BaseForm) if form.__module__.startswith(ROOMS)}

    known = WALKED | NOT_TYPED_IN | set(WRITING.values())
    assert {form for form in ours - known if form.__module__ != SECOND_STEP} == set()


def _subclasses(of: type) -> Iterator[type]:
    for form in of.__subclasses__():
        yield form
        yield from _subclasses(form)


def test_nothing_typed_stands_anywhere_in_clear(own_database, temporary, every_log):  # noqa: F811 - the fixture
    typed, browser = Typing(), Watched()

    live_with_the_account(browser, typed)

    places = everything_stored(own_database) | everything_sent(browser, every_log.text, temporary)
    leaks = found(typed, places)
    assert {(word, place) for word, place in leaks if word not in ALLOWED} == set()
    assert {word for word, place in leaks if place == "rows"} == ALLOWED
    assert len(typed) > 80


@pytest.mark.parametrize("way", range(14))
def test_the_search_finds_what_is_planted(own_database, temporary, every_log, way):  # noqa: F811 - the fixture
    typed, browser = Typing(), Watched()
    planted = list(ways_to_write(typed.word("planted").encode()))[way]
    words = planted.decode("latin-1").replace("\0", "~")  # text has no NUL: UTF-16 hides in bytes
    browser.send("/accounts/signup/", {"email": "ada@example.org", "password1": "tea for Cleo!"})

    user = User.objects.get()
    Entry.objects.create(owner=user, kind="letter", day="2026-06-17", content=b"xx" + planted)
    (temporary / "left.txt").write_bytes(planted)
    session = browser.session
    session["word"] = words
    session.save()
    with connection.cursor() as cursor:
        said = [secrets.token_hex(8), words, timezone.now()]
        cursor.execute("INSERT INTO cache (cache_key, value, expires) VALUES (%s, %s, %s)", said)
    mail.send_mail("Hello", words, None, ["ben@example.org"])
    browser.seen.append(words)
    logging.getLogger("django.request").debug(words)

    places = everything_stored(own_database) | everything_sent(browser, every_log.text, temporary)
    in_files = {"sqlite3-wal"} if own_database else set()
    in_text = set() if b"\0" in planted else {"sessions", "cache", "mail", "logs", HEADERS}
    expected = in_files | in_text | {"rows", "temporary and data files"}
    assert expected <= {place for _, place in found(typed, places)}


def test_what_was_never_written_is_not_found():
    assert found({"word": b"canary0123"}, {"rows": b"canary0124 canary012"}) == set()
