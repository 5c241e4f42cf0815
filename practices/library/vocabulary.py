"""The words that the library's files choose from, and what pages call them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from practices.library.practice import Intensity, PracticeKind
from practices.models import CareArea, CareCost, CareEnergy

# When someone would want it. The keys stand in the files of the library.
NEEDS = {
    "overwhelmed": _("It is too much"),
    "anxious": _("I can’t settle"),
    "numb": _("I feel numb"),
    "harsh": _("I am hard on myself"),
    "ashamed": _("I am ashamed"),
    "made-a-mistake": _("I made a mistake"),
    "slipped": _("I slipped back"),
    "before-something-hard": _("Before something hard"),
    "low": _("I am low or worn out"),
    "lonely": _("I feel alone with it"),
    "cannot-sleep": _("I can’t sleep"),
    "do-something": _("I want something to do"),
    "ordinary-day": _("An ordinary day"),
}

KINDS = {
    PracticeKind.EMBODIED: _("With the body"),
    PracticeKind.MENTAL: _("In the mind"),
    PracticeKind.BEHAVIOURAL: _("Something to do"),
    PracticeKind.WRITING: _("In writing"),
}

INTENSITIES = {
    Intensity.GENTLE: pgettext_lazy("a practice", "gentle"),
    Intensity.MODERATE: pgettext_lazy("a practice", "in between"),
    Intensity.DEEP: pgettext_lazy("a practice", "goes deeper"),
}

# Somewhere to come back to, chosen before a practice: its name, and how to come back to it.
ANCHORS = {
    "feet": (_("Feet"), _("Press both feet down. Feel the floor push back.")),
    "hands": (_("Hands"), _("Press your palms together, or hold one hand with the other.")),
    "object": (_("Something to hold"), _("Hold it. Is it warm or cool, rough or smooth?")),
    "room": (_("The room"), _("Look up. Find three things that are the same colour.")),
    "sound": (_("A sound"), _("Find the sound that is furthest away, and stay with it.")),
    "breath": (_("Breath"), _("One breath, as it comes. Nothing to change.")),
}

EYES = {
    "open": (_("Open"), _("Let your eyes rest on something that does not ask for anything.")),
    "lowered": (_("Lowered"), _("Let your eyes rest a little way in front of you, half open.")),
    "closed": (_("Closed"), _("Let your eyes close, and open them whenever you like.")),
}

# How it was, asked after every practice. The keys are sealed with the sitting.
RESPONSES = {
    "softer": _("Softer"),
    "same": _("The same"),
    "harder": _("Harder"),
    "numb": _("Numb"),
}

# Of something that does good: what it is for, and what it takes.
AREAS: dict[str, Promise] = {
    CareArea.BODY: _("Body"),
    CareArea.MIND: _("Mind"),
    CareArea.EMOTION: _("Emotion"),
}

COSTS: dict[str, Promise] = {
    CareCost.NOTHING: pgettext_lazy("what something costs", "Nothing"),
    CareCost.LITTLE: pgettext_lazy("what something costs", "A little"),
    CareCost.MORE: pgettext_lazy("what something costs", "More"),
}

ENERGIES: dict[str, Promise] = {
    CareEnergy.LITTLE: pgettext_lazy("the energy something takes", "A little"),
    CareEnergy.SOME: pgettext_lazy("the energy something takes", "Some"),
    CareEnergy.MORE: pgettext_lazy("the energy something takes", "More"),
}

# What something takes, in a row with other facts: "10 minutes, costs nothing".
IT_COSTS: dict[str, Promise] = {
    CareCost.NOTHING: _("costs nothing"),
    CareCost.LITTLE: _("costs a little"),
    CareCost.MORE: _("costs something"),
}

IT_TAKES: dict[str, Promise] = {
    CareEnergy.LITTLE: _("a little energy"),
    CareEnergy.SOME: _("some energy"),
    CareEnergy.MORE: _("a good deal of energy"),
}
