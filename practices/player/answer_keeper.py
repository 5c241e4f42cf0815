"""Who keeps what is written in a practice. This app asks; it does not know how answers are kept.

One app registers its keeper in `ready()`: the journal, which keeps them as a note. Another can
take its place (docs/decisions/0014-the-journal-keeps-what-practices-ask.md).
"""

from typing import Protocol
from uuid import UUID

import msgspec
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

from accounts.models import User
from accounts.requests import PersonRequest
from accounts.vault.sealing import AnyVault
from practices.library.practice import Practice


class SetAside(msgspec.Struct, frozen=True):
    """What became of the words of a sitting that was broken off: a draft, or a page with them.

    Neither: there were none, or they wait in their writer's inbox.
    """

    draft: UUID | None = None
    response: HttpResponse | None = None


class AnswerKeeper(Protocol):
    def form_for(self, user: User, vault: AnyVault, practice: Practice) -> forms.Form:
        """The form of a practice's questions. Where the journal is open, with its hidden state and
        what was left unfinished; the boxes alone where nothing can be kept."""

    def set_aside(self, request: PersonRequest, practice: Practice, *, is_ours: bool) -> SetAside:
        """Let the words in a sitting's form wait. `is_ours`: it was sent by this site, from this
        browser and sign-in; any other is neither kept nor shown to whoever is here."""

    def has(self, user: User, kind: str, uuid: UUID) -> bool:
        """Whether this person has a "note" or a "draft" of this id, outside the bin."""


_registered: AnswerKeeper | None = None


def register_answer_keeper(keeper: AnswerKeeper) -> None:
    """Let `keeper` keep the answers. Call it in `ready()`; the last one that registers does."""
    global _registered  # noqa: PLW0603 - one for the whole process, set while apps get ready
    _registered = keeper


def answer_keeper() -> AnswerKeeper:
    """The one that is registered. Raises `ImproperlyConfigured` where none is."""
    if _registered is None:
        raise ImproperlyConfigured(
            "Nothing keeps what practices ask. Put an app into INSTALLED_APPS that calls "
            "practices.player.answer_keeper.register_answer_keeper() in its ready(), as the "
            "journal does."
        )
    return _registered
