"""Forms that were parked before there was an inbox, under keys that cookies hold for an hour.

Nothing new is parked. The first page of an open journal in a browser that has such cookies puts
what they open into the inbox. Delete this file, `ParkedWords`, its chore and
`WORDS_COOKIE_NAME` in the release after the one that brought the inbox.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import timedelta

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from accounts.inbox.inbox import Form
from accounts.models import InboxForm, ParkedWords, User
from accounts.vault.padding import unpad
from accounts.vault.sealing import KEY_BYTES, NONCE_BYTES, OpenVault

LASTED = timedelta(hours=1)


@transaction.atomic
def move_to_inbox(user: User, opened: OpenVault, cookies: Mapping[str, str]) -> None:
    """Put what these cookies open for this person into their inbox."""
    keys = {_ticket(key): key for key in _keys(cookies).values()}
    since = timezone.now() - LASTED
    for row in ParkedWords.objects.filter(owner=user, ticket__in=keys, created__gt=since):
        ticket = bytes(row.ticket)
        if (form := _opened(row, keys[ticket])) is not None:
            moved = InboxForm(owner=user, created=row.created, visit=ticket[:16], page=ticket[16:])
            moved.content = opened.seal(moved, "content", msgspec.msgpack.encode(form))
            moved.save()
        row.delete()


def delete_spent(cookies: Mapping[str, str], response: HttpResponse) -> None:
    """Delete the cookies that open nothing any more, for anybody."""
    by_name = _keys(cookies)
    rows = ParkedWords.objects.filter(ticket__in=map(_ticket, by_name.values()))
    needed = {bytes(ticket) for ticket in rows.values_list("ticket", flat=True)}
    for name in cookies:
        if name not in by_name or _ticket(by_name[name]) not in needed:
            response.delete_cookie(name, samesite="Lax")


def forget_old_ones() -> None:
    """A chore: delete what nobody came back for within the hour."""
    ParkedWords.objects.filter(created__lte=timezone.now() - LASTED).delete()


def _keys(cookies: Mapping[str, str]) -> dict[str, bytes]:
    found = {}
    for name, value in cookies.items():
        try:
            found[name] = base64.urlsafe_b64decode(value)
        except ValueError:
            continue
    return {name: key for name, key in found.items() if len(key) == KEY_BYTES}


def _ticket(key: bytes) -> bytes:
    return hashlib.sha256(b"dear-self parked words" + key).digest()


def _opened(row: ParkedWords, key: bytes) -> Form | None:
    sealed, place = bytes(row.sealed), b"parked" + row.owner_id.bytes + row.uuid.bytes
    try:
        padded = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
        form = msgspec.msgpack.decode(unpad(padded), type=Form)
    except (InvalidTag, ValueError, msgspec.DecodeError):  # damaged
        return None
    return msgspec.structs.replace(form, had_files="files_lost" in form.sent)
