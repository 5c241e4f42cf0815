"""How times and lines are put into words, for pages, notes and exports alike."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.library.practice import Practice

EMPHASIS = re.compile(r"\*([^*]+)\*")


def spoken(line: str) -> SafeString:
    """A line of a file as HTML: *what stands between asterisks* is emphasised."""
    return SafeString(EMPHASIS.sub(r"<em>\1</em>", escape(line)))


def in_minutes(minutes: int) -> str:
    """ "1 minute", "5 minutes"."""
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def length(seconds: int) -> str:
    """ "20 seconds", "5 minutes", "1 minute 30 seconds". player_time.js says it in the same way."""
    minutes, rest = divmod(seconds, 60)
    text = ngettext("%(n)d second", "%(n)d seconds", rest) % {"n": rest}
    if not minutes:
        return text
    if not rest:
        return in_minutes(minutes)
    return _("%(minutes)s %(seconds)s") % {"minutes": in_minutes(minutes), "seconds": text}


def roughly(seconds: int) -> str:
    """What comes after “about”: to half a minute under five minutes, to a minute over them."""
    to = 1 if seconds < 60 else 30 if seconds < 300 else 60
    return length(round(seconds / to) * to)


def time_range(practice: Practice) -> str:
    """ "20 to 60 seconds", "1 to 5 minutes", "30 seconds to 5 minutes"."""
    shortest, longest = practice.shortest, practice.longest
    if shortest == longest:
        return length(shortest)
    if longest <= 60:
        text = ngettext("%(n)d to %(m)d second", "%(n)d to %(m)d seconds", longest)
        return text % {"n": shortest, "m": longest}
    if shortest % 60 == longest % 60 == 0:
        text = ngettext("%(n)d to %(m)d minute", "%(n)d to %(m)d minutes", longest // 60)
        return text % {"n": shortest // 60, "m": longest // 60}
    return _("%(shortest)s to %(longest)s") % {
        "shortest": length(shortest),
        "longest": length(longest),
    }
