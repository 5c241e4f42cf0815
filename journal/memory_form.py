"""The form of a memory: something kind that happened, or an image that does one good."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.vault import AnyVault
from journal import keep
from journal.models import Draft, Entry
from journal.picture_form import WithPictures
from journal.writing_form import text_area, text_line, version_of


class MemoryForm(WithPictures):
    draft_form = Draft.Form.MEMORY

    title = forms.CharField(label=_("Title"), required=False, max_length=200, widget=text_line())
    body = forms.CharField(label=_("What happened"), required=False, widget=text_area(6))

    def keep(self, vault: AnyVault) -> Entry:
        return keep.keep_page(
            self.user,
            vault,
            new=self.new_entry(Entry.Kind.MEMORY),
            written_onto=self.written_onto,
            expected_version=version_of(self.cleaned_data["base"]),
        )
