"""Who keeps what is written in a practice: one app, and a start without any says so."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from journal.views.practice_answers import PracticeAnswers
from practices.player import answer_keeper


def test_the_journal_keeps_what_practices_ask():
    assert isinstance(answer_keeper.answer_keeper(), PracticeAnswers)


def test_without_one_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(answer_keeper, "_registered", None)

    with pytest.raises(ImproperlyConfigured, match=r"INSTALLED_APPS.*register_answer_keeper\(\)"):
        answer_keeper.answer_keeper()
