"""What a letter asks, and how it greets and signs."""

import unicodedata

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journal.content import Content
from journal.kinds.parts import ENVELOPE, PICTURES, REPLY, SEVEN
from journal.kinds.question import Kind, Place, Question, Type

WRITERS = [
    ("", _("No one in particular")),
    ("kind-friend", _("A kind friend")),
    ("mentor", _("A mentor")),
    ("older-self", _("Myself, older")),
    ("kindest-person", _("The kindest person I know")),
    ("myself", _("Myself, today")),
    ("younger-self", _("Myself, younger")),
    ("pet", _("An animal who knows me")),
    ("other", _("Someone else")),
]

# How the date line names them: "3 March, from a kind friend".
SIGNATURES = {
    "kind-friend": _("from a kind friend"),
    "mentor": _("from a mentor"),
    "older-self": _("from myself, older"),
    "kindest-person": _("from the kindest person I know"),
    "myself": _("from myself"),
    "younger-self": _("from myself, younger"),
    "pet": _("from an animal who knows me"),
}

VOICES = [
    ("you", _("you")),
    ("i", _("I")),
    ("name", _("my name")),
]

FEELINGS = [
    ("tired", _("tired")),
    ("sad", _("sad")),
    ("anxious", _("anxious")),
    ("ashamed", _("ashamed")),
    ("guilty", _("guilty")),
    ("angry", _("angry")),
    ("lonely", _("lonely")),
    ("numb", _("numb")),
    ("overwhelmed", _("overwhelmed")),
    ("tender", _("tender")),
    ("relieved", _("relieved")),
    ("calm", _("calm")),
    ("hopeful", _("hopeful")),
    ("grateful", _("grateful")),
    ("proud", _("a bit proud")),
]

# A few ways to begin, beside the form.
OPENINGS = [
    _("I saw how today went, and there is something I want you to know."),
    _("You have been carrying this for a while, so let me say first that it is heavy."),
    _("If a friend had told you this, you would have put the kettle on. So sit down a minute."),
    _("Here is what happened, as a fair witness would tell it."),
    _("You are not the only one who has stood where you are standing."),
    _("There is one thing you did today that nobody saw."),
]

LETTER = Kind(
    name="letter",
    drawing="letter",
    begun=_("a letter from %(when)s"),
    changed=_("a letter you were changing, %(when)s"),
    needs_a_body=True,
    when_blank=_("There is nothing on the page yet. One sentence is enough."),
    binned_meanwhile=_(
        "This letter was put in the bin meanwhile. Your words are in the form below; you can keep "
        "them as a letter of their own."
    ),
    damaged_meanwhile=_(
        "The record of this letter is damaged, so nothing is written over it. Your words are "
        "below; Keep makes a letter of their own."
    ),
    parts=(PICTURES, REPLY, SEVEN, ENVELOPE),
    questions=(
        Question("title", _("Title"), place=Place.TITLE, section="sheet", longest=200),
        Question(
            "body",
            _("Your letter"),
            Type.TEXT,
            place=Place.BODY,
            section="body",
            rows=14,
            longest=500_000,
            errors={
                "max_length": _(
                    "This is longer than one letter can be (%(limit_value)d letters and spaces; "
                    "yours has %(show_value)d). It is still in the box. You could keep the first "
                    "part here and the rest as a second letter."
                )
            },
        ),
        Question(
            "to",
            _("Whom it is for"),
            help=_("A name to greet. Yours, or one only you use."),
            place=Place.GREETING,
            section="who",
            longest=100,
        ),
        Question(
            "writer",
            _("Who is writing"),
            Type.MENU,
            place=Place.SIGNATURE,
            section="who",
            choices=WRITERS,
        ),
        Question(
            "writer_name",
            _("Their name, if someone else"),
            place=Place.SIGNATURE,
            section="who",
            longest=100,
        ),
        Question(
            "voice",
            _("In this letter I am called"),
            Type.CHOICE,
            help=_("To remind you while you write."),
            place=Place.WRITING,
            section="who",
            choices=VOICES,
            initial="you",
        ),
        Question(
            "feelings",
            _("Any of these"),
            Type.CHOICES,
            place=Place.FEELINGS,
            section="feelings",
            choices=FEELINGS,
        ),
        Question(
            "own_feelings",
            _("Or in words of your own"),
            help=_("Commas between them."),
            place=Place.FEELINGS,
            section="feelings",
        ),
    ),
)

# Marks that stand inside a word or a name: Jo’s, Al-Anon, and the joiners of some scripts.
_INSIDE_A_WORD = {"'", "\u2019", "-", "\u2010", "\u200c", "\u200d"}


def signature(content: Content) -> str:
    """Who wrote a letter: "from a kind friend"."""
    writer = content.answers.get("writer", "")
    if writer == "other":
        name = content.answers.get("writer_name")
        return gettext("from %(name)s") % {"name": name} if name else ""
    return str(SIGNATURES.get(str(writer), ""))


def greets(content: Content) -> bool:
    """Whether the page should say "Dear …": a name is given, and the letter has no greeting yet."""
    name = _for_comparing(str(content.answers.get("to", "")))
    first_line = _for_comparing(content.body).partition("\n")[0]
    greetings = (name, gettext("Dear").casefold(), gettext("Dearest").casefold())
    return bool(name) and not any(_begins_with(first_line, it) for it in greetings)


def _for_comparing(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip().casefold())


def _begins_with(line: str, word: str) -> bool:
    """Whether `line` begins with `word`, and not with a longer one: "Although" with "Al"."""
    after = line.removeprefix(word)[:2]
    after = after[1:] if after[:1] in _INSIDE_A_WORD else after[:1]
    goes_on = after != "" and unicodedata.category(after)[0] in "LMN"  # letters, marks, numbers
    return line.startswith(word) and not goes_on
