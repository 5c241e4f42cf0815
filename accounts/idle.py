"""How long an open journal still stays open without a touch, for its page to know."""

import time

from django.core import signing

from accounts.door import REFRESH_SECONDS


def seconds_left(idle_minutes: int, key_cookie: str | None) -> int:
    """Whole seconds until the idle limit, once this request is answered. 0: there is no limit.

    Ask only while the journal is open: then the cookie is good, or is made with the answer.
    """
    limit = idle_minutes * 60
    age = _age(key_cookie)
    if age > REFRESH_SECONDS:
        return limit  # the door stamps it anew
    return max(0, limit - int(age) - 1)


def _age(key_cookie: str | None) -> float:
    try:
        stamp = (key_cookie or "").rsplit(":", 2)[1]
        return time.time() - signing.b62_decode(stamp)
    except (IndexError, ValueError):  # not the one that opened it: that is made anew
        return 0
