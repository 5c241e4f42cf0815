"""What every form for writing shares: hidden state, drafts, and gentle errors.

What a form asks, its kind says (`journal.kinds`); what it can hold beside that, its parts do.
Every writing form carries four hidden fields: which entry it writes (`entry`), what state of it
the page was opened on (`base`), and which draft this page saves to (`draft`, `revision`). Its
template adds whose words it holds (`{% whose %}`, for `accounts.inbox`).
"""

import uuid
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Self

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MinValueValidator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.days import FIRST_DAY
from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.content import Content, Typed
from journal.kinds.question import Kind, Place, Question, Type, is_an_answer
from journal.models import Draft, Entry
from journal.writing.onto import answers_in


class PageState(forms.Form):
    """What a page for writing knows about itself, in hidden fields."""

    entry = forms.UUIDField(widget=forms.HiddenInput, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000
    )


class UnfinishedPage(PageState):
    """What comes with a draft: which page it is from. Its words are not judged."""

    day = forms.DateField(required=False, validators=[MinValueValidator(FIRST_DAY)])


class FormPart:
    """What a form can hold beside its own questions: pictures, an envelope, what it answers.

    One for each form; `journal.kinds.parts` declares its fields. Of these hooks a part fills in
    those that it needs.
    """

    def __init__(self, form: "WritingForm") -> None:
        self.form = form

    @classmethod
    def filled_in(cls, fields: Mapping[str, list[str]]) -> set[str]:
        """The names of `fields` that hold what the page put there, and nobody typed or chose."""
        return set()

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        """What its fields hold on a page that changes a kept entry."""
        return {}

    @property
    def is_enough(self) -> bool:
        """Whether a form without an answer says something by this alone."""
        return False

    @property
    def error_title(self) -> Promise | None:
        """What the error summary is called where nobody wrote or chose anything but this."""
        return None

    def take_in(self, vault: AnyVault, files: Iterable[UploadedFile]) -> None:
        """Keep the files that came with the form, before anything else."""

    def changed(self, names: list[str]) -> list[str]:
        """Of the fields whose data differs, those that count as changed."""
        return names

    def clean(self, cleaned: dict[str, Any]) -> None:
        """Judge its fields and put in `cleaned` what they come to."""

    def new_entry(self, entry: Entry) -> None:
        """Say on the unsaved `entry` what it would become by this."""

    def written_onto(self, content: Content) -> Content:
        return content

    def beside(self, vault: AnyVault, entry: Entry, before: Content, after: Content) -> None:
        """Write what goes with words that changed, in the transaction that keeps them."""

    def after_keeping(self, vault: AnyVault, entry: Entry) -> None:
        """Do what comes with every Keep, in its transaction, once the page's draft is gone."""


class WritingForm(PageState):
    """The form of a kind. `forms.form_of` makes a class of it for each."""

    kind: ClassVar[Kind]
    part_classes: ClassVar[dict[str, type[FormPart]]]

    def __init__(self, *args: Any, user: User, entry: Entry | None = None, **kwargs: Any) -> None:
        """`entry` is the one that this changes, where there is one."""
        self.user = user
        self.changes = entry
        self.also_say: list[str] = []  # once it is kept, beside "Kept."
        super().__init__(*args, **kwargs)
        self.typed = QueryDict(mutable=True)
        if self.is_bound:
            self.data = self.typed = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
            for name, values in [*self.typed.lists()]:  # first of all: lengths are judged by it
                self.typed.setlist(name, [_one_newline(value) for value in values])
            if entry is not None and not self.typed.get("entry"):
                self.typed["entry"] = str(entry.uuid)
        self.parts = {name: part(self) for name, part in self.part_classes.items()}
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not field.widget.is_hidden:
                field.strip = False
                field.error_messages.setdefault("max_length", _too_long(str(field.label)))
                field.widget.attrs["spellcheck"] = "true" if user.spellcheck else "false"

    # --- what is judged and kept ---

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for part in self.parts.values():
            part.clean(cleaned)
        if not any(part.is_enough for part in self.parts.values()):
            self._judge_blanks(cleaned)
        return self.kind.consistent(cleaned)

    def _judge_blanks(self, cleaned: dict[str, Any]) -> None:
        """Ask for something where all is blank. What is not valid is something."""
        wanted = self.kind.wanted
        if not any(is_an_answer(cleaned.get(it.name, "invalid")) for it in wanted):
            name = wanted[0].name if len(wanted) == 1 else None
            self.add_error(name, str(self.kind.when_blank))

    def keep(self, vault: AnyVault) -> Entry:
        """Keep what the valid form says. Raises `keep.Conflict` and `Damaged`."""
        raise NotImplementedError

    def take_in(self, vault: AnyVault, files: Iterable[UploadedFile]) -> None:
        """Keep the files that came with it, before anything else. Most parts take none."""
        for part in self.parts.values():
            part.take_in(vault, files)

    def after_keeping(self, vault: AnyVault, entry: Entry) -> None:
        """What comes with Keep, in its transaction, once the page's draft is gone."""
        for part in self.parts.values():
            part.after_keeping(vault, entry)

    @classmethod
    def base_of(cls, entry: Entry) -> str:
        """The state of `entry` that a form opened on it now would start from."""
        raise NotImplementedError

    def start_again_from(self, entry: Entry) -> None:
        """After a conflict was shown: the next Keep means these words, over those."""
        self.typed["base"] = self.base_of(entry)

    def save_elsewhere(self) -> None:
        """The next Keep makes an entry of its own."""
        self.typed["entry"] = str(uuid.uuid4())
        self.typed["base"] = ""

    @cached_property
    def changed_data(self) -> list[str]:
        """As Django's, but where several fields say one thing together."""
        names = super().changed_data
        for part in self.parts.values():
            names = part.changed(names)
        return names

    # --- what is typed ---

    @classmethod
    def holds_something(cls, typed: Typed) -> bool:
        """Whether anybody wrote, chose or brought something, beside what the page filled in."""
        return bool(cls.answered_in(typed))

    @classmethod
    def answered_in(cls, typed: Typed) -> list[Question]:
        """The questions that somebody answered in `typed`; of pictures, what says which."""
        by_the_page: set[str] = set()
        for part in cls.part_classes.values():
            by_the_page |= part.filled_in(typed.fields)
        return [
            it
            for it in cls.kind.asked
            if it.name not in by_the_page
            and it.type not in {Type.MARK, Type.NUMBER}
            and (values := typed.fields.get(it.name, [])) != [it.initial]
            and any(value.strip() for value in values)
        ]

    @classmethod
    def typed_in(cls, sent: QueryDict) -> Typed:
        """What its fields hold in `sent`, as typed, valid or not."""
        names = (it.name for it in cls.kind.asked)
        return Typed({name: sent.getlist(name) for name in names if name in sent})

    @classmethod
    def from_draft(cls, draft: Draft, typed: Typed, **kwargs: Any) -> Self:
        """The form as it was left, still saving to the same draft."""
        initial = typed.initial(cls) | {
            "entry": draft.entry_uuid,
            "base": draft.base,
            "draft": draft.uuid,
            "revision": draft.revision,
        }
        return cls(initial=initial, **kwargs)

    @classmethod
    def initial_of(cls, entry: Entry | None, content: Content | None) -> dict[str, Any]:
        """What a page holds at first that changes `entry`, whose words are `content`.

        None: it is for something new.
        """
        initial: dict[str, Any] = {"draft": uuid.uuid4(), "revision": 0}
        initial |= {"entry": uuid.uuid4(), "base": ""}
        if entry is not None:
            initial |= {"entry": entry.uuid, "base": cls.base_of(entry)}
        if content is not None:
            initial |= answers_in(cls.kind, content)
        if entry is not None and content is not None:
            for part in cls.part_classes.values():
                initial |= part.initial_of(entry, content)
        return initial

    # --- what is shown ---

    @property
    def error_title(self) -> Promise:
        """What the error summary is called: words are called safe only where there are some."""
        answered = self.answered_in(self.typed_in(self.typed))
        if any(it.is_typed or it.type == Type.TEXTS for it in answered):
            return _("Not kept yet. Your words are still here.")
        titles = (part.error_title for part in self.parts.values())
        return next(filter(None, titles), None) or _("Nothing to keep yet.")

    def section(self, name: str) -> list[forms.BoundField]:
        """The boxes of one section of the form, in order; of "": those that are in none."""
        asked = (it for it in self.kind.questions if it.section == name and not it.is_hidden)
        return [self[question.name] for question in asked]

    @property
    def goes_on_at(self) -> str:
        """The id of the box to go on in: the body, or the last with words, or the first."""
        boxes = [self[it.name] for it in self.kind.questions if it.is_typed]
        body = [self[it.name] for it in self.kind.at(Place.BODY)]
        written = [box for box in boxes if is_an_answer(box.value())]
        return next((box.auto_id for box in [*body, *reversed(written), *boxes]), "")


def _too_long(label: str) -> str:
    """Of an answer. Django puts the numbers in."""
    return _(
        "“{label}” takes %(limit_value)d letters and spaces; yours has %(show_value)d. It is "
        "still in the box."
    ).format(label=label)


def _one_newline(text: str) -> str:
    """One kind of line ending, whatever the browser sent: it counts once, as it is shown."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
