"""The hidden field `whose`: whose words a form holds, and in which visit its page was shown.

It lets words into somebody's inbox without their cookie. So it names the person, the visit,
their data key and the time, signed, and counts only while that visit lasts: until they sign
out there, end it elsewhere, take a new password or new keys, and for 30 days at most.

Pages that were opened before there was an inbox have a token that names the person and no
more. It never counts by itself: only a session can show whose visit it is.
"""

import base64
import time
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User

COUNTS_FOR = timedelta(days=30)
VISIT_BYTES = 16

_signer = signing.Signer(salt="dear-self.visit-of-words")
_of_earlier_pages = signing.Signer(salt="dear-self.whose-words")


@dataclass(frozen=True, slots=True)
class Token:
    """`made` in seconds since 1970. An earlier page's has no `visit` and no `key_id`."""

    owner: UUID
    visit: bytes = b""
    key_id: int = 0
    made: int = 0


def visit_of(user: User, session_key: str) -> bytes:
    """A hash of a session of theirs, which a new password ends. It tells nobody its key."""
    named = f"{session_key} {user.get_session_auth_hash()}"
    return salted_hmac("dear-self.visit", named, algorithm="sha256").digest()[:VISIT_BYTES]


def issue_token(user: User, *, visit: bytes, key_id: int) -> str:
    named = base64.urlsafe_b64encode(visit).decode()
    return _signer.sign(f"{user.pk.hex}.{named}.{key_id}.{int(time.time())}")


def read_token(text: str) -> Token | None:
    """What a form's token says. None for one that this server did not sign."""
    try:
        owner, visit, key_id, made = _signer.unsign(text).split(".")
        return Token(UUID(owner), base64.urlsafe_b64decode(visit), int(key_id), int(made))
    except (signing.BadSignature, ValueError):
        pass
    try:
        return Token(UUID(_of_earlier_pages.unsign(text)))
    except (signing.BadSignature, ValueError):
        return None


def owner_in_visit(token: Token) -> User | None:
    """The person whom a token names, if the visit that it names goes on."""
    user = User.objects.filter(pk=token.owner, is_active=True).first()
    if user is None or not token.visit or time.time() - token.made > COUNTS_FOR.total_seconds():
        return None
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    visits = UserSession.objects.filter(user=user, session_key__in=alive)
    keys = visits.values_list("session_key", flat=True)
    goes_on = any(compare_digest(visit_of(user, key), token.visit) for key in keys)
    return user if goes_on else None
