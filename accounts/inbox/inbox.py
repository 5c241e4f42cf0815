"""Forms that came while their writer was signed out or locked, until their journal is opened.

Each is sealed to the public key of its writer's inbox (`vault.hpke`), so that it needs no
cookie and no hour: it opens the next time their journal does, in any browser. There it becomes
a draft, and nothing is kept by itself. What no page can take stays here, to be copied.
"""

import logging
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from uuid import UUID

import msgspec
from django.db import DatabaseError, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Length
from django.http import QueryDict

from accounts.models import InboxForm, User
from accounts.vault import inbox_key, keys, quota
from accounts.vault.inbox_key import NoInbox
from accounts.vault.padding import pad
from accounts.vault.quota import JournalFull
from accounts.vault.sealing import AnyVault, Damaged, OpenVault

logger = logging.getLogger(__name__)

MOST = 20  # forms of one visit at a time
MOST_BYTES = 30_000_000  # of one visit's, together


class Form(msgspec.Struct, frozen=True):
    """A form as it was sent: the path it was sent to, and its fields, url-encoded."""

    path: str
    fields: str
    had_files: bool = False  # they do not wait

    @property
    def sent(self) -> QueryDict:
        return QueryDict(self.fields)


class Outcome(Enum):
    """What a form has become."""

    DRAFT = auto()  # it is on its page again, not kept yet
    WITH_CLOSED_LETTER = auto()  # a draft that waits with a letter which was closed meanwhile
    KEPT_ALREADY = auto()
    NOTHING = auto()  # nobody had written anything in it
    TO_COPY = auto()  # no page can take it
    NO_ROOM = auto()  # the journal is full
    DAMAGED = auto()
    NOT_YET = auto()  # it waits: nobody has tried, or the database would not take it

    @property
    def stays(self) -> bool:
        """Whether its row is still in the inbox."""
        return self in {Outcome.TO_COPY, Outcome.NO_ROOM, Outcome.DAMAGED, Outcome.NOT_YET}


@dataclass(frozen=True, slots=True)
class Result:
    """What a form has become, and on which page. "" where no page is known."""

    outcome: Outcome
    page: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A form of the inbox, when it came and what it has become. No form: it does not open."""

    uuid: UUID
    came: datetime
    form: Form | None
    result: Result


type ToDraft = Callable[[User, AnyVault, Form], Result | None]

# An app registers in `ready()` how it makes drafts of its own forms. None for any other form.
to_draft: list[ToDraft] = []


def result_of(user: User, vault: AnyVault, form: Form) -> Result:
    """What the app whose form it is makes of it. Raises `JournalFull` and `Locked`."""
    results = (make(user, vault, form) for make in to_draft)
    return next((result for result in results if result), Result(Outcome.TO_COPY))


def seal_form(
    owner: User, form: Form, *, visit: bytes, page: bytes, key_id: int | None = None
) -> None:
    """Seal `form` for its owner, in place of an earlier state of that page, if there is one.

    `key_id`: the data key that their page was shown under, where it says so.
    Raises `NoInbox`, also where new keys were made since and where this visit's forms are as
    many as may wait; `JournalFull` and `DatabaseError`.
    """
    row = InboxForm(owner=owner, visit=visit, page=page)
    padded = pad(msgspec.msgpack.encode(form))  # slow for a long one: before the lock
    with transaction.atomic():
        key = inbox_key.lock_to_seal(owner)
        if key_id not in {None, key.key_id}:
            raise NoInbox
        row.content = key.seal(row, "content", padded)
        of_visit = InboxForm.objects.of(owner).filter(visit=visit)
        of_visit.filter(page=page).delete()
        stored = of_visit.aggregate(rows=Count("pk"), size=Sum(Length("content"), default=0))
        if stored["rows"] >= MOST or stored["size"] + len(row.content) > MOST_BYTES:
            raise NoInbox
        row.save(force_insert=True)
        quota.take(owner, len(row.content))


@transaction.atomic
def empty(user: User, opened: OpenVault) -> list[Arrival]:
    """Make drafts of all that waits, oldest first, and see that there is a key to seal to.

    What no page can take, or does not open, stays. Where it is cut short all of it does.
    Raises `Locked` and `DatabaseError`.
    """
    keys.lock_for_writing(user, opened)
    inbox_key.publish(user, opened)
    return [_taken_out(user, opened, row) for row in _rows(user)]


def waiting_forms(user: User, vault: AnyVault) -> list[Arrival]:
    """All that waits, oldest first, left where it is. Raises `Locked`."""
    waits = Result(Outcome.NOT_YET)
    return [Arrival(row.uuid, row.created, _opened(row, vault), waits) for row in _rows(user)]


def has_forms(user: User) -> bool:
    return InboxForm.objects.of(user).exists()


def delete_form(user: User, uuid: UUID) -> bool:
    """Delete a form of `user`. Returns whether there was one."""
    deleted, _by_model = InboxForm.objects.of(user).filter(uuid=uuid).delete()
    return bool(deleted)


def delete_page_forms(user: User, *, page: bytes) -> None:
    """Delete the earlier states of a page that was taken after all."""
    InboxForm.objects.of(user).filter(page=page).delete()


def _rows(user: User) -> list[InboxForm]:
    return list(InboxForm.objects.of(user).order_by("created", "pk"))


def _taken_out(user: User, opened: OpenVault, row: InboxForm) -> Arrival:
    form, uuid = _opened(row, opened), row.uuid
    if form is None:
        return Arrival(uuid, row.created, None, Result(Outcome.DAMAGED))
    before = transaction.savepoint_create()
    row.delete()  # first: the draft may need the room that it takes
    try:
        result = result_of(user, opened, form)
    except JournalFull:
        result = Result(Outcome.NO_ROOM)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it keeps no other form back
        logger.error("A form of the inbox could not be made a draft: %s", type(error).__name__)
        result = Result(Outcome.TO_COPY)
    if result.outcome.stays:
        transaction.savepoint_rollback(before)
    else:
        transaction.savepoint_commit(before)
    return Arrival(uuid, row.created, form, result)


def _opened(row: InboxForm, vault: AnyVault) -> Form | None:
    """None for one that is damaged, or was sealed to another's key."""
    try:
        return msgspec.msgpack.decode(vault.open(row, "content", row.content), type=Form)
    except (Damaged, struct.error, msgspec.DecodeError):
        return None
