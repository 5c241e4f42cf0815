"""What the answers of a practice add to its writer's kit, once they are kept."""

import msgspec
from django.utils.translation import gettext_lazy as _

from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.models import Entry
from journal.writing.base import FormPart
from practices.kit import from_answers
from practices.player.questions import LINE_LETTERS

TOO_LONG = _(
    "One line is longer than the %(most)d letters and spaces that a thing in the kit takes. It "
    "stands in your note alone."
)
NO_PLACE = _("The kit had no place left for all of it. What did not fit stands in your note alone.")


class PracticePart(FormPart):
    """A note may be of a practice. A free one is of none."""

    def written_onto(self, content: Content) -> Content:
        practice = self.form.kind.practice
        return msgspec.structs.replace(content, practice=practice.slug) if practice else content

    def beside(self, vault: AnyVault, entry: Entry, before: Content, after: Content) -> None:
        """Add to the kit what is new, and say why some of it is in the note alone."""
        form, practice = self.form, self.form.kind.practice
        if practice is None:
            return
        left = from_answers.add_answers(form.user, vault, practice, after.answers, before.answers)
        if left.too_long:
            form.also_say.append(TOO_LONG % {"most": LINE_LETTERS})
        if left.no_place:
            form.also_say.append(str(NO_PLACE))
