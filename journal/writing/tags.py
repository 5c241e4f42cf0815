"""The box for tags, and what the page of an entry is given to show its marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.inbox.rescue import Words
from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.keeping import marks
from journal.keeping.marks import LONGEST_TAG, MOST_TAGS, Tag
from journal.models import Entry

TOO_MANY = _("That is more than %(most)d tags. Take a few out. All of them are still in the box.")


class TagsForm(forms.Form):
    """An entry's tags in one line. `shown` is what it had when the page was opened."""

    tags = forms.CharField(
        label=_("Tags"),
        help_text=_("A word or two to find this by. Commas between them."),
        required=False,
        max_length=MOST_TAGS * (LONGEST_TAG + 2) * 2,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={
            "max_length": _("This is longer than tags can be. It is all still in the box.")
        },
    )
    tags_shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, user: User, sent: QueryDict | None = None, *, tags: Sequence[str] = ()
    ) -> None:
        line = ", ".join(tags)
        initial = {"tags": line, "tags_shown": line}
        super().__init__(sent, initial=initial)
        self.user = user
        self.fields["tags"].widget.attrs["spellcheck"] = "true" if user.spellcheck else "false"

    def clean_tags(self) -> list[str]:
        tags = marks.tags_in(self.cleaned_data["tags"])
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(TOO_MANY, params={"most": MOST_TAGS})
        if any(len(tag) > LONGEST_TAG for tag in tags):
            message = ngettext(
                "A tag takes %(most)d letter, and one of these is longer. It is still in the box.",
                "A tag takes %(most)d letters, and one of these is longer. It is still in the box.",
                LONGEST_TAG,
            )
            raise forms.ValidationError(message, params={"most": LONGEST_TAG})
        return tags

    def keep(self, vault: AnyVault, entry: Entry) -> bool:
        """Keep what the valid form says. Otherwise it says why not.

        Raises what `marks.retag` does, but for too many tags.
        """
        shown = marks.tags_in(self.cleaned_data["tags_shown"])
        try:
            marks.retag(self.user, vault, entry, shown=shown, typed=self.cleaned_data["tags"])
        except marks.TooManyTags:
            self.add_error("tags", forms.ValidationError(TOO_MANY, params={"most": MOST_TAGS}))
            return False
        return True


@dataclass(frozen=True, slots=True)
class Marks:
    favourite: bool
    hard: bool
    tags: list[Tag]
    form: TagsForm


def marks_of(user: User, vault: AnyVault, content: Content | None) -> Marks | None:
    """What the page of an entry shows of its marks; None for a damaged one."""
    if content is None:
        return None
    tags = marks.tags_of(vault, content)
    return Marks(content.favourite, content.hard, tags, TagsForm(user, tags=content.tags))


def typed_tags(sent: QueryDict) -> Iterator[Words]:
    """Tags that were typed into the box, where its form could not be taken."""
    if "tags_shown" in sent and sent.get("tags", "") != sent["tags_shown"]:
        yield Words(str(TagsForm.base_fields["tags"].label), str(sent.get("tags", "")))
