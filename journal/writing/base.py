"""What every form for writing shares: hidden state, drafts, and gentle errors.

Every writing form carries five hidden fields: which entry it writes (`entry`),
what state of it the page was opened on (`base`), which draft this page saves
to (`draft`, `revision`), and whose words it holds (`whose`, for `accounts.inbox.parked`).
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.days import FIRST_DAY, today_of
from accounts.inbox import parked
from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.content import Content, Typed
from journal.models import Draft, Entry


def text_area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off", "dir": "auto", **attrs})


def text_line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", "dir": "auto", **attrs})


class Unseen(forms.CharField):
    """A mark of the page's own. Nobody types here, so it is never what was changed."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class PageState(forms.Form):
    """What a page for writing knows about itself, in hidden fields."""

    entry = forms.UUIDField(widget=forms.HiddenInput, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000
    )
    whose = forms.CharField(widget=forms.HiddenInput, required=False)


class Unfinished(PageState):
    """What comes with a draft: which page it is from. Its words are not judged."""

    day = forms.DateField(required=False, validators=[MinValueValidator(FIRST_DAY)])


class WritingForm(PageState):
    """The part every writing form shares."""

    draft_form: ClassVar[Draft.Form]
    also_say: Sequence[str] = ()  # once it is kept, beside "Kept."

    def __init__(self, *args: Any, user: User, entry: Entry | None = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.typed = QueryDict(mutable=True)
        if self.is_bound:
            self.data = self.typed = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
            for name, values in [*self.typed.lists()]:  # first of all: lengths are judged by it
                self.typed.setlist(name, [_one_newline(value) for value in values])
            self.typed["whose"] = parked.whose(user)
            if entry is not None and not self.typed.get("entry"):
                self.typed["entry"] = str(entry.uuid)
        self.initial["whose"] = parked.whose(user)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not field.widget.is_hidden:
                field.strip = False
                field.error_messages.setdefault("max_length", _too_long(str(field.label)))
                field.widget.attrs["spellcheck"] = "true" if user.spellcheck else "false"

    def clean(self) -> dict[str, Any]:
        return super().clean() or {}

    def keep(self, vault: AnyVault) -> Entry:
        """Keep what the valid form says. Raises `keep.Conflict` and `Damaged`."""
        raise NotImplementedError

    def take_in(self, vault: AnyVault, files: Iterable[UploadedFile]) -> None:
        """Keep the pictures that came with it, before anything else. Most forms have none."""

    def keep_beside(self, vault: AnyVault, entry: Entry) -> None:
        """What goes with the `entry` that was kept of it, in the same transaction."""

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

    @property
    def error_title(self) -> Promise:
        """What the error summary is called: no words are said to be safe where there are none."""
        typed = self.typed_in(self.typed).fields.items()
        words = {name: said for name, said in typed if not _is_a_choice(self.base_fields[name])}
        if self.holds_words(Typed(words)):
            return _("Not kept yet. Your words are still here.")
        return _("Nothing to keep yet.")

    @classmethod
    def asked(cls) -> list[str]:
        """The names of the fields that people fill in, in order."""
        return [name for name in cls.base_fields if name not in PageState.base_fields]

    @classmethod
    def holds_words(cls, typed: Typed) -> bool:
        """Whether anybody typed or ticked something, beside what the form itself fills in."""
        for name, values in typed.fields.items():
            field = cls.base_fields[name]
            if field.widget.is_hidden or values == [field.initial or ""]:
                continue
            if any(value.strip() for value in values):
                return True
        return False

    @classmethod
    def typed_in(cls, data: QueryDict) -> Typed:
        """What these fields hold in `data`, as typed, valid or not."""
        return Typed({name: data.getlist(name) for name in cls.asked() if name in data})

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


class PageForm(WritingForm):
    """What letters, notes and memories share: an entry each, at a version."""

    binned_meanwhile: ClassVar[Promise]  # said where what it changes went to the bin
    damaged_meanwhile: ClassVar[Promise]  # said where what it changes cannot be opened

    def new_entry(self, kind: Entry.Kind) -> Entry:
        """The unsaved entry that this valid form would become."""
        uuid_of_it = self.cleaned_data["entry"] or uuid.uuid4()
        return Entry(owner=self.user, uuid=uuid_of_it, kind=kind, day=today_of(self.user))

    def written_onto(self, content: Content) -> Content:
        """`content` with what this valid form says; what it does not ask about stays."""
        return content

    @classmethod
    def base_of(cls, entry: Entry) -> str:
        return str(entry.version)

    @staticmethod
    def blank() -> dict[str, Any]:
        return blank_page()

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        """What a page shows that changes a kept one."""
        return blank_page() | {"entry": entry.uuid, "base": cls.base_of(entry)}


def _is_a_choice(field: forms.Field) -> bool:
    return isinstance(field, forms.ChoiceField)


def says_something(value: Any) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def make_room(field: forms.Field, letters: int) -> None:
    """Let a box of text take at least so many."""
    if isinstance(field, forms.CharField) and letters > (field.max_length or letters):
        field.max_length = letters
        others = (it for it in field.validators if not isinstance(it, MaxLengthValidator))
        field.validators = [*others, MaxLengthValidator(letters)]
        field.widget.attrs |= field.widget_attrs(field.widget)


def version_of(base: str) -> int:
    """The version of an entry that a page was opened on. 0: a new one, or nonsense."""
    return int(base) if base.isdecimal() and len(base) < 10 else 0


def blank_page() -> dict[str, Any]:
    """The hidden state of a page for something new."""
    return {"entry": uuid.uuid4(), "base": "", "draft": uuid.uuid4(), "revision": 0}


def _too_long(label: str) -> str:
    """Of an answer. Django puts the numbers in."""
    return _(
        "“{label}” takes %(limit_value)d letters and spaces; yours has %(show_value)d. It is "
        "still in the box."
    ).format(label=label)


def _one_newline(text: str) -> str:
    """One kind of line ending, whatever the browser sent: it counts once, as it is shown."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
