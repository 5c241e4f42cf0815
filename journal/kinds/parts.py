"""What kinds can hold beside their own questions: pictures, an envelope, what is answered."""

from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from journal.kinds.question import Choices, Part, Place, Question, Type

PICTURES = Part(
    "pictures",
    (
        Question(name="pictures", type=Type.MARKS, place=Place.WRITING),
        Question(name="shows", type=Type.TEXTS, place=Place.WRITING, label=_("What it shows")),
        Question(name="left_out", type=Type.MARKS, place=Place.WRITING),
    ),
)

REPLY = Part("reply", (Question(name="reply_to", type=Type.MARK, place=Place.WRITING),))

SEVEN = Part("seven", (Question(name="seven", type=Type.MARK, place=Place.WRITING),))

OPEN, BIRTHDAY, ON_A_DAY = "open", "birthday", "day"
MONTHS_AHEAD = {"month": 1, "half": 6, "year": 12}


def _days() -> Choices:
    return [("", ""), *((day, str(day)) for day in range(1, 32))]


def _months() -> Choices:
    return [("", ""), *((month, str(name)) for month, name in MONTHS.items())]


ENVELOPE = Part(
    "envelope",
    (
        Question(
            name="closes",
            type=Type.CHOICE,
            place=Place.ENVELOPE,
            label=_("Close this letter until a later day?"),
            help=_(
                "It waits in an envelope, and no word of it shows until you open it. Leave this "
                "alone, and the letter stays open."
            ),
            choices=[
                (OPEN, _("Not closed")),
                ("month", _("In a month")),
                ("half", _("In half a year")),
                ("year", _("In a year")),
                (BIRTHDAY, _("On my birthday")),
                (ON_A_DAY, _("On a day I choose")),
            ],
        ),
        Question(
            name="birthday_day",
            type=Type.MENU,
            place=Place.ENVELOPE,
            label=_("Day"),
            choices=_days,
        ),
        Question(
            name="birthday_month",
            type=Type.MENU,
            place=Place.ENVELOPE,
            label=_("Month"),
            choices=_months,
        ),
        Question(
            name="opens_on",
            type=Type.DATE,
            place=Place.ENVELOPE,
            label=_("Open on"),
            errors={"invalid": _("This is not a date. Year, month, day: 2027-03-14.")},
        ),
    ),
)
