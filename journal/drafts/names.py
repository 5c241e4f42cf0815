"""What an unfinished page is called in a list: by its first words, or as one of the seven.

A page that changes a kept one is not quoted: that may be marked as hard, and only it knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.vault.sealing import AnyVault, Damaged
from journal.content import Typed
from journal.drafts.store import PAGES
from journal.kinds import catalogue
from journal.kinds.question import Place
from journal.models import Draft
from journal.reading.markdown import first_words
from journal.writing import seven_letters
from journal.writing.practice_note import practice_of

MOST = 40  # letters of the first words
TOLD = (Place.TITLE, Place.BODY, Place.ANSWER)


@dataclass(frozen=True, slots=True)
class NamedDraft:
    """A draft and what tells it from the others, as far as that may be shown."""

    draft: Draft
    seventh: str = ""
    words: str = ""

    @property
    def about(self) -> str:
        """What kind of page it is, and when it was left: "a letter from 3 March, 21:14"."""
        draft = self.draft
        kind = catalogue.KINDS[draft.form]
        sentence = kind.changed if draft.base and kind.changed else kind.begun
        day = date_format(draft.day, "j F")
        return str(sentence) % {
            "when": date_format(localtime(draft.updated), "j F, H:i"),
            "day": day,
        }


def named_drafts(drafts: Iterable[Draft], vault: AnyVault) -> list[NamedDraft]:
    """Each of `drafts`, which are `queries.unfinished`, with its name. Raises `Locked`."""
    return [_begun(draft, vault) for draft in drafts]


def _begun(draft: Draft, vault: AnyVault) -> NamedDraft:
    """One that is damaged has no name."""
    if draft.base or getattr(draft, "is_of_a_kept_one", True) or draft.form not in PAGES:
        return NamedDraft(draft)
    try:
        typed = draft.open(vault)
    except Damaged:
        return NamedDraft(draft)
    prompt = seven_letters.prompt("".join(typed.fields.get("seven", [])))
    seventh = prompt.title if prompt else ""
    return NamedDraft(draft, seventh, first_words(_text(draft, typed, but=seventh), MOST))


def _text(draft: Draft, typed: Typed, *, but: str) -> str:
    """The title, or what was typed first; nothing that is named already."""
    kind = catalogue.kind(draft.form, practice_of(typed))
    told = [it for place in TOLD for it in kind.at(place) if it.is_typed] if kind else []
    texts = (" ".join(typed.fields.get(it.name, [])).strip() for it in told)
    return next((text for text in texts if text not in {"", but}), "")
