"""Pictures in a form for writing.

A picture is kept the moment it comes, so that nobody has to choose it twice. The form says
which it shows, in order: `pictures` are their ids, `shows` the words for each, `left_out` the
ids of those that are to go.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Picture
from accounts.pictures.files import CannotBeTaken
from accounts.pictures.store import Shown, open_pictures
from accounts.pictures.sweep import delete_unshown
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.keeping import pictures
from journal.models import Entry
from journal.writing.base import FormPart, WritingForm

LONGEST_ALT = 1000  # characters
GONE = _(
    "A picture that stood on this page was not here any more, so it was kept without it and "
    "without the words for it."
)


@dataclass(frozen=True, slots=True)
class Picked:
    """A picture as the form has it. `alt` None: its words as they are kept."""

    uuid: str
    alt: str | None
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A picture as the page shows it. `shown` None: it is gone, or cannot be looked up now."""

    picked: Picked
    shown: Shown | None
    number: int
    is_gone: bool = False

    @property
    def alt(self) -> str:
        if self.picked.alt is None and self.shown:
            return self.shown.alt
        return self.picked.alt or ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Files that did not become pictures: which of those that came together, and why.

    Where a script brings them in, the page knows their names. Here nobody does.
    """

    why: CannotBeTaken
    numbers: list[int]
    together: int

    def __str__(self) -> str:
        if self.together == 1:
            return str(self.why)
        numbers = get_text_list([str(number) for number in self.numbers], _("and"))
        values = {"numbers": numbers, "together": self.together, "why": self.why}
        if len(self.numbers) == 1:
            return _("File %(numbers)s of %(together)d: %(why)s") % values
        return _("Files %(numbers)s of %(together)d: %(why)s") % values


class Pictures(FormPart):
    """The pictures of a page, each with words for those who do not see it."""

    def __init__(self, form: WritingForm) -> None:
        super().__init__(form)
        self.kept: list[str] = []  # once the form is clean: the ids that it shows
        self.taken: list[Picture] = []
        self.not_taken: list[NotTaken] = []

    def picked(self) -> list[Picked]:
        """The pictures that the form shows, in order, as typed. Whose they are is not asked."""
        shows, left_out = self._values("shows"), set(self._values("left_out"))
        found: dict[str, Picked] = {}
        for at, uuid in enumerate(self._values("pictures")):
            if pictures.is_id(uuid):
                alt = shows[at] if at < len(shows) else None
                found.setdefault(uuid, Picked(uuid, alt, uuid in left_out))
        return list(found.values())

    def boxes(self, vault: AnyVault) -> list[Box]:
        """What the page shows of them. Of one that is gone, or not theirs: the words for it."""
        picked = self.picked()
        try:
            shown = open_pictures(self.form.user, vault, [it.uuid for it in picked])
        except DatabaseError:  # the page says so itself; the words for pictures stay on it
            return [Box(it, None, number) for number, it in enumerate(picked, 1)]
        here = [it for it in picked if it.uuid in shown or not it.is_left_out]
        found = [(it, shown.get(it.uuid)) for it in here]
        return [Box(it, what, n, what is None) for n, (it, what) in enumerate(found, 1)]

    @property
    def words_for_the_next(self) -> str:
        """What was typed for a picture that has not come. Only where no script brings it in."""
        return "".join(self._values("shows")[len(self._values("pictures")) :][:1])

    def _values(self, name: str) -> list[str]:
        form = self.form
        if form.is_bound:
            return form.typed.getlist(name)
        return [str(text) for text in form.initial.get(name) or []]

    def take_in(
        self, vault: AnyVault, files: Iterable[UploadedFile], *, alone: bool = False
    ) -> None:
        """Keep the pictures that came with the form, whatever becomes of the form itself.

        They are in `taken`, what cannot be taken in `not_taken`. A file sent twice with the
        same form is the picture that it was. `alone`: a script sends them before the form. The
        words for a file that is not taken stay in their box. Raises `quota.JournalFull` and
        `DatabaseError`; what came before stays.
        """
        together = list(files)
        sent_before = None if alone else self._entry_uuid()
        for number, file in enumerate(together, 1):
            ids, shows = self._values("pictures"), self._values("shows")
            shows += [""] * (len(ids) - len(shows))
            if number > 1 or len(shows) == len(ids):  # the words in the box are for the first
                shows.insert(len(ids), "")
            showing = [it for it in self.picked() if not it.is_left_out]
            try:
                picture = pictures.take_in(
                    self.form.user,
                    vault,
                    file,
                    sent_before=sent_before,
                    alt=shows[len(ids)],
                    shown=ids,
                    beside=len(showing),
                )
            except CannotBeTaken as error:
                self._leave_out(error, number, len(together))
            else:
                self.taken.append(picture)
                self.form.typed.setlist("pictures", [*ids, str(picture.uuid)])
                self.form.typed.setlist("shows", shows)

    def _leave_out(self, why: CannotBeTaken, number: int, together: int) -> None:
        """Note why a file was not taken: once for all that have the same reason."""
        for refused in self.not_taken:
            if str(refused.why) == str(why):
                refused.numbers.append(number)
                return
        self.not_taken.append(NotTaken(why, [number], together))

    def _entry_uuid(self) -> UUID | None:
        """The id of what this form becomes, if it came with one."""
        text = self.form.typed.get("entry", "")
        return UUID(text) if pictures.is_id(text) else None

    def clean(self, cleaned: dict[str, Any]) -> None:
        """Other people's pictures, and closed letters', are left out as those that are gone."""
        form = self.form
        showing = [it for it in self.picked() if not it.is_left_out]
        ids = [it.uuid for it in showing]
        theirs = pictures.showable(
            form.user, ids, entry_uuid=cleaned.get("entry"), kind=form.kind.name
        )
        self.kept = [it.uuid for it in showing if it.uuid in theirs]
        for file in self.not_taken:
            form.add_error(None, str(file))
        if len(self.kept) > pictures.MOST:
            form.add_error(None, pictures.TOO_MANY % {"most": pictures.MOST})
        if any(len(it.alt or "") > LONGEST_ALT for it in showing):
            form.add_error(None, _too_many_words())

    @property
    def is_enough(self) -> bool:
        """One picture is a whole page, too. A file that was not taken was meant to be one."""
        return bool(self.kept or self.not_taken)

    def written_onto(self, content: Content) -> Content:
        if not self._values("pictures"):  # opened when there were none: it took none out
            return content
        shows = content.shows | {it.uuid: it.alt for it in self.picked() if it.alt is not None}
        shows = {uuid: shows[uuid] for uuid in self.kept if uuid in shows}
        return msgspec.structs.replace(content, pictures=self.kept, shows=shows)

    def after_keeping(self, vault: AnyVault, entry: Entry) -> None:
        """Delete pictures that were left out, where nothing shows them. Say which were gone."""
        if left_out := {it.uuid for it in self.picked() if it.is_left_out}:
            delete_unshown(Picture.objects.of(self.form.user).filter(uuid__in=left_out))
        here = {*self.kept, *left_out}
        if any(it.uuid not in here for it in self.picked()):
            self.form.also_say.append(str(GONE))

    def changed(self, names: list[str]) -> list[str]:
        """The three fields say one thing together: which pictures, and the words for each."""
        names = [name for name in names if name not in {"pictures", "shows", "left_out"}]
        showing = [(it.uuid, it.alt or "") for it in self.picked() if not it.is_left_out]
        ids, alts = (self.form.initial.get(name) or [] for name in ("pictures", "shows"))
        alts = [*alts, *[""] * len(ids)]
        stood = list(zip(ids, alts, strict=False))
        return names if showing == stood else [*names, "pictures"]

    @property
    def error_title(self) -> Promise | None:
        there = len([it for it in self.picked() if not it.is_left_out])
        if not there:
            return None
        return ngettext_lazy(
            "Not kept yet. Your picture is still here.",
            "Not kept yet. Your pictures are still here.",
            there,
        )

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        if not all(uuid in content.shows for uuid in content.pictures):  # older ones have none
            return {"pictures": content.pictures}
        shows = [content.shows[uuid] for uuid in content.pictures]
        return {"pictures": content.pictures, "shows": shows}


class PicturesForm(WritingForm):
    """The pictures of a page alone: a script sends them before the page itself."""

    part_classes: ClassVar[dict[str, type[FormPart]]] = {}


def _too_many_words() -> str:
    return _(
        "The words for a picture take %(most)d letters and spaces, and one has more. They are "
        "still in the box."
    ) % {"most": LONGEST_ALT}
