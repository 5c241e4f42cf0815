"""Nothing that a person types stands anywhere in clear.

A word of its own goes into every field of every form, and then everything that is
stored, sent or logged is searched for it in every way it might be written.
"""

import importlib
import logging
import pkgutil
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

import accounts.signin.forms as account_forms
from accounts.models import User
from accounts.signin import unlock_forms
from accounts.signin.settings_form import SettingsForm
from journal.models import Entry
from journal.writing.base import PageState, UnfinishedPage, WritingForm
from journal.writing.tags import TagsForm
from practices.kit import forms as kit_forms
from practices.player.choices_form import ChoicesForm
from tests.searching import HEADERS, everything_sent, everything_stored, found, ways_to_write
from tests.walking import Typing, Watched, live_with_the_account

ROOMS = ("accounts", "practices", "journal")
# Walked below one by one. The writing forms are walked whole, field by field.
WALKED = {
    account_forms.SignUpForm,
    account_forms.SignInForm,
    unlock_forms.KeptRecoveryKeyForm,
    unlock_forms.PasswordAgainForm,
    unlock_forms.RenewRecoveryKeyForm,
    unlock_forms.UnlockForm,
    SettingsForm,
    account_forms.ReauthenticateForm,
    account_forms.ChangePasswordForm,
    account_forms.AddEmailForm,
    account_forms.ResetPasswordForm,
    account_forms.ResetPasswordKeyForm,
    unlock_forms.UnsealForm,
    unlock_forms.NewKeysForm,
    unlock_forms.UnlockWithKeyForm,
    unlock_forms.StartOverForm,
    kit_forms.LineForm,
    kit_forms.CareForm,
    kit_forms.PersonToCallForm,
    ChoicesForm,
    TagsForm,
}
NOT_TYPED_IN = {
    account_forms.SetPasswordForm,  # for accounts without a password, and here there are none
    PageState,  # hidden fields
    UnfinishedPage,  # the same
    WritingForm,  # what the writing forms share; each kind is walked, question by question
    unlock_forms.NewPasswordForm,  # what the forms for a new password share
    kit_forms.KitForm,  # what the forms of the kit share
}
# Codes, and the name of a security key, which stands in clear for its owner to tell them apart.
SECOND_STEP, STAFF = (
    "accounts.signin.second_step",
    "accounts.admin",
)  # the latter: no word of theirs
# In clear on purpose, and said so on the privacy page.
ALLOWED = {"email", "new email", "exit address"}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def every_log(
    own_database: Path | None,
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

    known = WALKED | NOT_TYPED_IN | set(_subclasses(WritingForm))
    assert {form for form in ours - known if form.__module__ not in {SECOND_STEP, STAFF}} == set()


def _subclasses(of: type) -> Iterator[type]:
    for form in of.__subclasses__():
        yield form
        yield from _subclasses(form)


def test_nothing_typed_stands_anywhere_in_clear(own_database, temporary, every_log):
    typed, browser = Typing(), Watched()

    live_with_the_account(browser, typed)

    places = everything_stored(own_database) | everything_sent(browser, every_log.text, temporary)
    leaks = found(typed, places)
    assert {(word, place) for word, place in leaks if word not in ALLOWED} == set()
    in_rows = {word for word, place in leaks if place == "rows"}
    assert in_rows == ALLOWED - {"new email"}  # it waited, and a new password let go of it
    assert len(typed) > 80


@pytest.mark.parametrize("way", range(14))
def test_the_search_finds_what_is_planted(own_database, temporary, every_log, way):
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
