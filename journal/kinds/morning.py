"""What the morning half of a day asks."""

from django.utils.translation import gettext_lazy as _

from journal.kinds.question import Kind, Question

MORNING = Kind(
    name="morning",
    half="morning",
    drawing="sunrise",
    begun=_("the morning of %(day)s"),
    when_blank=_("Nothing is on the page yet. One word is enough, or leave it for today."),
    questions=(
        Question(
            "focus_1",
            _("Morning focus"),
            help=_("What would you like to look out for today? Small is good."),
            placeholder=_("patience with the slow parts"),
        ),
        Question("focus_2", _("One more, if you like")),
        Question(
            "if_then",
            _("If it gets hard, then"),
            help=_("If … happens, then I …"),
            placeholder=_("If I have to wait, I breathe out."),
            longest=500,
        ),
    ),
)
