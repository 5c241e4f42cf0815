"""Words in flight: a form that could not be taken, kept for its writer until they are back.

Signed out, locked, or grown old: the whole form is sealed under a random key that only
an HttpOnly cookie holds, in a row that is gone after an hour. It comes back once, after
signing in or unlocking, and only to the person whom a signed token in the form names.
The row alone opens nothing, nor does the cookie, nor does another account in the same
browser. Two tabs of one browser share a key, and both get their words back.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts import vault
from accounts.models import ParkedWords, User
from accounts.vault import KEY_BYTES, NONCE_BYTES, AnyVault

LASTS = timedelta(hours=1)
MOST = 20  # forms of one person at a time; the oldest make room

_signer = signing.Signer(salt="dear-self.whose-words")


class Form(msgspec.Struct, frozen=True):
    """A form as it was sent: the path it was sent to, and its fields, url-encoded."""

    path: str
    fields: str

    @property
    def sent(self) -> QueryDict:
        return QueryDict(self.fields)

    @property
    def draft(self) -> str:
        """Which draft its page saves to, where it is such a page. Of one, the last state counts."""
        return self.sent.get("draft", "")


type TakeBack = Callable[[User, AnyVault, Form], str | None]

# An app registers in `ready()` how it takes a form of its own back. The answer is the page
# on which its words stand again, or None for a form that is not its own.
takers: list[TakeBack] = []


def whose(user: User) -> str:
    """The token that a form carries to say whose words it holds."""
    return _signer.sign(user.pk.hex)


def owner_named(token: str) -> UUID | None:
    """Whom a form's token names. None for one that this server did not sign."""
    try:
        return UUID(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


@transaction.atomic
def park(owner_id: UUID, key: bytes, form: Form) -> bool:
    """Keep `form` for its owner, for an hour. False where its owner is gone.

    Raises `DatabaseError`.
    """
    if not User.objects.filter(pk=owner_id, is_active=True).exists():
        return False
    earlier = ParkedWords.objects.filter(owner_id=owner_id, ticket=_ticket(key))
    for row in earlier if form.draft else []:
        standing = _open(row, key)
        if standing and standing.draft == form.draft:
            row.delete()
    row = ParkedWords(owner_id=owner_id, ticket=_ticket(key))
    nonce = secrets.token_bytes(NONCE_BYTES)
    plaintext = vault.pad(msgspec.msgpack.encode(form))
    row.sealed = nonce + AESGCM(key).encrypt(nonce, plaintext, _place(row))
    row.save(force_insert=True)
    theirs = ParkedWords.objects.filter(owner_id=owner_id).order_by("-created", "-pk")
    ParkedWords.objects.filter(pk__in=list(theirs.values_list("pk", flat=True)[MOST:])).delete()
    return True


def is_waiting(user: User, key: bytes) -> bool:
    """Whether something of this person's is parked under this browser's key."""
    return _waiting(user, key).exists()


@transaction.atomic
def take_back(user: User, opened: AnyVault, key: bytes) -> tuple[list[str], list[Form]]:
    """Hand every form that waits to the app it belongs to.

    Returns the pages where their words stand again, oldest first, and the forms that no
    app knew. All of them are gone from here afterwards; where an app raises, none is.
    """
    pages, unknown = [], []
    rows = _waiting(user, key)
    for row in rows:
        form = _open(row, key)
        if form is None:
            continue
        page = next((page for take in takers if (page := take(user, opened, form))), None)
        if page:
            pages.append(page)
        else:
            unknown.append(form)
    ParkedWords.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return pages, unknown


def forget_old_ones() -> None:
    """A chore: delete what nobody came back for within the hour."""
    ParkedWords.objects.filter(created__lte=timezone.now() - LASTS).delete()


def _waiting(user: User, key: bytes) -> QuerySet[ParkedWords]:
    since = timezone.now() - LASTS
    mine = ParkedWords.objects.filter(owner=user, ticket=_ticket(key), created__gt=since)
    return mine.order_by("created", "pk")


def _open(row: ParkedWords, key: bytes) -> Form | None:
    sealed = bytes(row.sealed)
    try:
        padded = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(row))
        return msgspec.msgpack.decode(vault.unpad(padded), type=Form)
    except (InvalidTag, ValueError, msgspec.DecodeError):  # damaged
        return None


def _ticket(key: bytes) -> bytes:
    return hashlib.sha256(b"dear-self parked words" + key).digest()


def _place(row: ParkedWords) -> bytes:
    return b"parked" + row.owner_id.bytes + row.uuid.bytes
