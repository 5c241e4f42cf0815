"""Leaving, when the database will not take a word."""

from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError

from accounts.views import preferences


def busy(*_args, **_kwargs):
    raise OperationalError("database is locked")


def test_leaving_leaves_and_takes_the_key_with_it(ada, monkeypatch, settings):
    monkeypatch.setattr(SessionStore, "save", busy)

    answer = ada.browser.get("/leave-now/")

    assert answer.url == settings.DEARSELF_EXIT_URL
    assert answer.cookies[settings.KEY_COOKIE_NAME].value == ""


def test_what_cannot_be_written_says_so(ada, monkeypatch):
    monkeypatch.setattr(preferences.SettingsForm, "save", busy)
    kept = {"time_zone": "Europe/Vienna", "theme": "night", "idle_minutes": "30"}

    answer = ada.browser.post("/accounts/settings/", kept)

    assert answer.status_code == 503
    assert "What you had already kept is still there." in answer.content.decode()
