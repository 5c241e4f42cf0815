"""Invitations: one link, one account. Only a hash of what is in the link is kept."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation

TOKEN_BYTES = 32
GOOD_FOR_DAYS = 14
MOST_DAYS = 365
LONGEST_NOTE = 100
FIELD = "invitation"  # in the link, and in the form it leads to


class Used(Exception):
    """Somebody was quicker, or the invitation has grown old."""


def invite(note: str = "", days: int = GOOD_FOR_DAYS) -> str:
    """Make an invitation. Returns its token, which is kept nowhere."""
    return send_out(Invitation(note=note), days)


def link(token: str) -> str:
    """The whole address that someone is given."""
    return f"{settings.DEARSELF_URL}{reverse('account_signup')}?{FIELD}={token}"


def send_out(invitation: Invitation, days: int = GOOD_FOR_DAYS) -> str:
    """Save an invitation that nobody has yet, good for so many days. Returns its token."""
    invitation.expires = timezone.now() + timedelta(days=days)
    return _save_with_new_token(invitation)


def invitation_for(token: str) -> Invitation | None:
    """The invitation with this token, if it is unused and in time."""
    if not token:
        return None
    return Invitation.objects.filter(
        token_hash=_hash(token), used_at__isnull=True, expires__gt=timezone.now()
    ).first()


def use(token: str) -> None:
    """Use up the invitation with this token. Raises `Used` for all but the first to do so.

    Call it inside the transaction that makes the account: where that fails, the
    invitation is as good as before.
    """
    now = timezone.now()
    unused = Invitation.objects.filter(
        token_hash=_hash(token), used_at__isnull=True, expires__gt=now
    )
    if unused.update(used_at=now) != 1:
        raise Used


def replace(token: str) -> str:
    """Use up an invitation and make another in its place. Returns its token. Raises `Used`.

    For an address that has an account already. The link has to stop working, as it does
    for a new address: otherwise, opened once more, it would tell the two apart. The new
    one goes by mail, to the person whose address it is.
    """
    before = invitation_for(token)
    if before is None:
        raise Used
    use(token)
    return _save_with_new_token(Invitation(note=before.note, expires=before.expires))


def _save_with_new_token(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.token_hash = _hash(token)
    invitation.save()
    return token


def _hash(token: str) -> str:
    """Plain SHA-256: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
