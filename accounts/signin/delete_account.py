"""Leaving for good: the keys go first, then everything that they opened.

The first commit is the one that counts. After it nothing opens any more and nobody can
sign in, whatever happens to this process. The rest may take a while, and where it is cut
short a chore completes it.
"""

import logging
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.disk import cache_table, vacuum
from accounts.models import ParkedWords, User, Vault
from accounts.vault.sealed_models import sealed_models

AT_ONCE = 500  # rows in one transaction: others write in between

logger = logging.getLogger(__name__)


def delete_account(user: User) -> None:
    """Delete the person and everything that is theirs. It cannot be undone.

    Raises `DatabaseError` where nothing could be written, and then nothing is gone. Once
    the keys are, trouble with the rest is left to `finish_all_deletions`.
    """
    _destroy_keys(user, _sessions_of(user))
    try:
        finish(user)
    except DatabaseError as error:
        logger.error("The end of a leaving has to wait: %s", type(error).__name__)


def finish_all_deletions() -> None:
    """A chore: complete every leaving that was cut short."""
    for user in User.objects.filter(leaving_since__isnull=False):
        finish(user)


def finish(user: User) -> None:
    """Delete all rows of someone whose keys are destroyed, and then the person's own."""
    for model in sealed_models():
        _delete(model._base_manager.filter(owner=user))
    for rows in (
        ParkedWords.objects.filter(owner=user),
        Authenticator.objects.filter(user=user),
        Session.objects.filter(pk__in=_sessions_of(user)),  # of one who was signing in just then
        LogEntry.objects.filter(object_id__in=_names_of(user)),  # it notes the address
    ):
        _delete(rows)
    cache_table.forget(user)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).delete()  # and with it what else points to it
        vacuum.after_delete()


@transaction.atomic
def _destroy_keys(user: User, sessions: list[str]) -> None:
    """The commit that cannot be taken back. It also frees the address for somebody new."""
    people = User.objects.select_for_update(no_key=True)  # before the vault, as everywhere
    people.filter(pk=user.pk).only("pk").first()
    vaults = Vault.objects.filter(owner=user)
    vaults.select_for_update().only("owner_id").first()  # a write that has begun is let through
    nothing = {"password_wrap": b"", "recovery_wrap": b"", "next_recovery_wrap": b""}
    vaults.update(**nothing, retiring=b"")  # written over, before the row itself is deleted
    vaults.delete()
    Session.objects.filter(pk__in=sessions).delete()
    UserSession.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(
        is_active=False,
        is_staff=False,
        is_superuser=False,
        leaving_since=timezone.now(),
        email=f"{uuid4().hex}@leaving.invalid",  # RFC 2606: nobody's
        password=make_password(None),
    )
    vacuum.after_delete()


def _sessions_of(user: User) -> list[str]:
    """The keys of every session that names the person, also of half-finished sign-ins.

    A session's content is packed. Only those that nobody is signed in with are looked into.
    """
    known = UserSession.objects.values("session_key")
    found = set(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    for session in Session.objects.exclude(pk__in=known).iterator():
        content = repr(session.get_decoded())
        if any(name in content for name in _names_of(user)):
            found.add(session.pk)
    return sorted(found)


def _names_of(user: User) -> tuple[str, str]:
    """How the person's id is written where it is no key."""
    return str(user.pk), user.pk.hex


def _delete(rows: QuerySet[Any]) -> None:
    """All of `rows`, a batch at a time. What is sealed in them is not read."""
    while some := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.filter(pk__in=some).only("pk").delete()
