"""What kinds can hold beside their own questions: pictures, an envelope, what is answered."""

from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from journal.kinds.question import Choices, Part, Question, Type

PICTURES = Part(
    "pictures",
    (
        Question("pictures", type=Type.MARKS),
        Question("shows", _("What it shows"), Type.TEXTS),
        Question("left_out", type=Type.MARKS),
    ),
)

REPLY = Part("reply", (Question("reply_to", type=Type.MARK),))

SEVEN = Part("seven", (Question("seven", type=Type.MARK),))

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
            "closes",
            _("Close this letter until a later day?"),
            Type.CHOICE,
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
        Question("birthday_day", _("Day"), Type.MENU, choices=_days),
        Question("birthday_month", _("Month"), Type.MENU, choices=_months),
        Question(
            "opens_on",
            _("Open on"),
            Type.DATE,
            errors={"invalid": _("This is not a date. Year, month, day: 2027-03-14.")},
        ),
    ),
)
