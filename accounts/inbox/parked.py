"""Words in flight: a form that could not be taken, kept for its writer until they are back.

Signed out, locked, or grown old: the whole form is sealed under a random key that only
an HttpOnly cookie holds, in a row that is gone after an hour. It comes back once, after
signing in or unlocking, and only to the person whom a signed token in the form names.
The row alone opens nothing, nor does the cookie, nor does another account in the same
browser. Each page has a cookie of its own (`words_cookies.py`), so that no tab and no
other person can take the key to somebody's words away.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import signing
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Length
from django.http import QueryDict
from django.utils import timezone

from accounts.models import ParkedWords, User
from accounts.vault import sealing
from accounts.vault.sealing import KEY_BYTES, NONCE_BYTES, AnyVault

LASTS = timedelta(hours=1)
MOST = 20  # forms of one person at a time
MOST_BYTES = 30_000_000  # of one person's, together

_signer = signing.Signer(salt="dear-self.whose-words")


class Form(msgspec.Struct, frozen=True):
    """A form as it was sent: the path it was sent to, and its fields, url-encoded."""

    path: str
    fields: str

    @property
    def sent(self) -> QueryDict:
        return QueryDict(self.fields)


class Became(Enum):
    """What a form that waited has become."""

    A_DRAFT = auto()  # it stands on its page again, not kept yet
    PUT_AWAY = auto()  # a draft, that waits with a letter which was closed meanwhile
    KEPT = auto()  # its words had been kept already
    NOTHING = auto()  # nobody had written anything in it
    TO_COPY = auto()  # it cannot be put back: whoever wrote it can copy it


@dataclass(frozen=True, slots=True)
class Back:
    """What a form has become, and on which page. "" where no page is known."""

    became: Became
    page: str = ""


type TakeBack = Callable[[User, AnyVault, Form], Back | None]

# An app registers in `ready()` how it takes a form of its own back. None for any other form.
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


class NoPlace(Exception):
    """Nothing more can wait for this person, or they are gone."""


def park(owner_id: UUID, key: bytes, form: Form) -> None:
    """Keep `form` for its owner, for an hour, in place of what waits under the same key.

    Raises `NoPlace` where as much waits for them as there is room for: nobody's form pushes
    out what another page sent. Raises `DatabaseError`.
    """
    row = ParkedWords(owner_id=owner_id, ticket=_ticket(key))
    nonce = secrets.token_bytes(NONCE_BYTES)
    plaintext = sealing.pad(msgspec.msgpack.encode(form))  # slow for a long one: before the lock
    row.sealed = nonce + AESGCM(key).encrypt(nonce, plaintext, _place(row))
    with transaction.atomic():
        theirs = ParkedWords.objects.filter(owner_id=owner_id)
        theirs.filter(ticket=row.ticket).delete()
        stored = theirs.aggregate(rows=Count("pk"), size=Sum(Length("sealed"), default=0))
        is_full = stored["rows"] >= MOST or stored["size"] + len(row.sealed) > MOST_BYTES
        if is_full or not User.objects.filter(pk=owner_id, is_active=True).exists():
            raise NoPlace
        row.save(force_insert=True)


def is_waiting(user: User, keys: list[bytes]) -> bool:
    """Whether something of this person's is parked under one of this browser's keys."""
    return _waiting(user, keys).exists()


def look(user: User, keys: list[bytes]) -> list[Form]:
    """What waits for this person in this browser, oldest first, left where it is."""
    return [form for _row, form in _opened(user, keys) if form is not None]


@transaction.atomic
def take_back(user: User, opened: AnyVault, keys: list[bytes]) -> list[tuple[Form, Back]]:
    """Hand every form that waits to the app it belongs to. What each has become, oldest first.

    They are gone from here afterwards, and so is what is damaged and opens for nobody. What
    no app could put back stays for the rest of its hour. Where an app raises, all of them do.
    """
    done, spent = [], []
    for row, form in _opened(user, keys):
        if form is not None:
            done.append((form, _handed_over(user, opened, form)))
        if form is None or done[-1][1].became is not Became.TO_COPY:
            spent.append(row.pk)
    ParkedWords.objects.filter(pk__in=spent).delete()
    return done


def _handed_over(user: User, opened: AnyVault, form: Form) -> Back:
    answers = (take(user, opened, form) for take in takers)
    return next((back for back in answers if back is not None), Back(Became.TO_COPY))


def still_waiting(keys: list[bytes]) -> list[bytes]:
    """Those of a browser's keys under which something waits yet, whoever it belongs to."""
    since = timezone.now() - LASTS
    rows = ParkedWords.objects.filter(ticket__in=map(_ticket, keys), created__gt=since)
    tickets = {bytes(ticket) for ticket in rows.values_list("ticket", flat=True)}
    return [key for key in keys if _ticket(key) in tickets]


def forget_old_ones() -> None:
    """A chore: delete what nobody came back for within the hour."""
    ParkedWords.objects.filter(created__lte=timezone.now() - LASTS).delete()


def _waiting(user: User, keys: list[bytes]) -> QuerySet[ParkedWords]:
    since = timezone.now() - LASTS
    tickets = [_ticket(key) for key in keys]
    mine = ParkedWords.objects.filter(owner=user, ticket__in=tickets, created__gt=since)
    return mine.order_by("created", "pk")


def _opened(user: User, keys: list[bytes]) -> list[tuple[ParkedWords, Form | None]]:
    """Each row that waits, beside its form: None where it is damaged."""
    by_ticket = {_ticket(key): key for key in keys}
    rows = _waiting(user, keys)
    return [(row, _open(row, by_ticket[bytes(row.ticket)])) for row in rows]


def _open(row: ParkedWords, key: bytes) -> Form | None:
    sealed = bytes(row.sealed)
    try:
        padded = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(row))
        return msgspec.msgpack.decode(sealing.unpad(padded), type=Form)
    except (InvalidTag, ValueError, msgspec.DecodeError):  # damaged
        return None


def _ticket(key: bytes) -> bytes:
    return hashlib.sha256(b"dear-self parked words" + key).digest()


def _place(row: ParkedWords) -> bytes:
    return b"parked" + row.owner_id.bytes + row.uuid.bytes
