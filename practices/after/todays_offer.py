"""What today's page offers: one practice and why, one of the person's lines, gentle mode."""

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.days import half_at_hand, now_of
from accounts.models import User
from accounts.vault.sealing import AnyVault
from practices.after import gentle_mode, sittings
from practices.after.suggest import LONGER, Suggestion, suggest
from practices.kit import items
from practices.library.catalogue import practices

TIMES = {2: _("2 minutes"), 5: _("5 minutes"), LONGER: _("longer")}


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """`another` is the number of the next suggestion, None where there is no other.

    `minutes` is what they said they have, a key of `TIMES`; 0: they said nothing.
    """

    suggestion: Suggestion | None = None
    another: int | None = None
    minutes: int = 0
    shortened: bool = False  # left to itself the practice would take longer than they have
    line: str = ""  # one of their lines, where there are any
    proposes_gentle: str = ""  # why, as a sentence; nothing where it is not proposed

    @property
    def times(self) -> list[tuple[int, str | Promise]]:
        return list(TIMES.items())


def for_today(user: User, vault: AnyVault, another: int = 0, minutes: int = 0) -> Offer:
    """What to offer this person now; `another` counts how often they asked for something else,
    `minutes` is how long they said they have. What is none of `TIMES` is nothing.

    At most three queries. Someone whose journal is locked is offered a practice, and no more.
    """
    day, _half = half_at_hand(user)
    minutes = minutes if minutes in TIMES else 0
    recent = sittings.recent(user, vault) if vault.is_open else []
    ranked = suggest(
        practices(),
        hour=now_of(user).hour,
        minutes=minutes or None,
        recent=recent,
        gentle=user.gentle,
        day=day,
    )
    at = another % len(ranked) if ranked else 0
    found = ranked[at] if ranked else None
    lines = items.lines(user, vault)
    return Offer(
        suggestion=found,
        another=(at + 1) % len(ranked) if len(ranked) > 1 else None,
        minutes=minutes,
        shortened=_is_longer(found, minutes, user),
        line=lines[day.toordinal() % len(lines)] if lines else "",
        proposes_gentle=gentle_mode.reason_today(user, vault, day, recent),
    )


def _is_longer(found: Suggestion | None, minutes: int, user: User) -> bool:
    if found is None or minutes not in {2, 5}:
        return False
    return found.practice.default_seconds(gentle=user.gentle) > minutes * 60
