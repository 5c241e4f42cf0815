"""What today's page offers: one practice and why, one of the person's lines, gentle mode."""

import msgspec

from accounts.days import half_at_hand, now_of
from accounts.models import User
from accounts.vault import AnyVault
from practices import gentle, kit, sittings
from practices.library import practices
from practices.suggest import Suggestion, suggest


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """`another` is the number of the next suggestion, None where there is no other."""

    suggestion: Suggestion | None = None
    another: int | None = None
    line: str = ""  # one of their lines, where there are any
    proposes_gentle: str = ""  # why, as a sentence; nothing where it is not proposed


def for_today(user: User, vault: AnyVault, another: int = 0) -> Offer:
    """What to offer this person now; `another` counts how often they asked for something else.

    At most three queries. Someone whose journal is locked is offered a practice, and no more.
    """
    day, _half = half_at_hand(user)
    recent = sittings.recent(user, vault) if vault.is_open else []
    ranked = suggest(
        practices(),
        hour=now_of(user).hour,
        minutes=None,
        recent=recent,
        gentle=user.gentle,
        day=day,
    )
    at = another % len(ranked) if ranked else 0
    lines = kit.lines(user, vault)
    return Offer(
        suggestion=ranked[at] if ranked else None,
        another=(at + 1) % len(ranked) if len(ranked) > 1 else None,
        line=lines[day.toordinal() % len(lines)] if lines else "",
        proposes_gentle=gentle.reason_today(user, vault, day, recent),
    )
