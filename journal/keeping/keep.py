"""Keeping what someone wrote: entries, versions, the bin. Nothing kept is ever overwritten
without a version of it staying behind, and no write wins over another without both being shown.

Every function takes the person first, and their open vault second where it seals.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

import msgspec
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.days import Half
from accounts.hosting.chores import one_by_one
from accounts.models import User
from accounts.pictures.sweep import delete_unshown, sweep_of
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault
from journal.content import Answer, Content
from journal.keeping import pictures, rows
from journal.keeping.marks import MOST_TAGS, unique_tags
from journal.keeping.rows import rewrite, write_new
from journal.kinds.catalogue import HALVES, KINDS
from journal.kinds.question import Type
from journal.models import Entry, PictureUse

ONE_LINE = {it.name for half in HALVES for it in KINDS[half].questions if it.type == Type.LINE}


@dataclass
class Conflict(Exception):
    """The entry changed since the form was opened. Holds it and its words as they are now."""

    entry: Entry
    theirs: Content | None


@transaction.atomic
def keep_page(
    user: User,
    vault: AnyVault,
    *,
    new: Entry,
    written_onto: Callable[[Content], Content],
    expected_version: int,
    beside: Callable[[Entry, Content, Content], None] | None = None,
) -> Entry:
    """Write a new letter, note or memory (`expected_version` 0) or change one.

    `new` is the unsaved entry that it would become; of one that is kept already, only when it
    opens is taken over. `written_onto` puts the form's words onto the kept ones, so that
    what the form does not ask about stays. Keeping the same words twice is one keep.
    `beside` writes what goes with it, in the same transaction: it is told what was kept
    before and what is kept now, and is not asked where that is the same.
    One that was let go of for good is made anew, at a later version than its page knows.
    Raises `Conflict` when the entry says something else and is at another version than the
    form was opened on, or is closed; or is in the bin. Raises `Damaged` rather than overwrite
    one that does not open, `quota.JournalFull`, and what `beside` does.
    """
    keys.lock_for_writing(user, vault)
    entry, current = _current_for(new, vault)
    before = current or Content()
    content = written_onto(before)
    if current is None:
        entry.version = expected_version + 1  # so that other pages opened before are shown both
        write_new(entry, vault, content)
    elif current == content and entry.opens_on == new.opens_on and entry.binned_at is None:
        return entry
    elif entry.version != expected_version or entry.is_closed or entry.binned_at is not None:
        raise Conflict(entry, current)
    elif current == content:
        rows.change_day(entry, vault, content, new.opens_on)
    else:
        rows.opens_from(entry, new.opens_on)
        rewrite(entry, vault, current, content)
        quota.take(user, len(entry.content))
    if beside is not None:
        beside(entry, before, content)
    return entry


def _current_for(new: Entry, vault: AnyVault) -> tuple[Entry, Content | None]:
    """The entry that a page writes, and its words; None for one that is new.

    A page that names an entry of another kind writes one of its own. Raises `Damaged`.
    """
    entry = Entry.objects.with_closed(new.owner).filter(uuid=new.uuid).first()
    if entry is None:
        return new, None
    if entry.kind != new.kind:
        new.uuid = uuid4()
        return new, None
    return entry, pictures.with_alts(new.owner, vault, entry.open(vault))


@transaction.atomic
def keep_half(
    user: User,
    vault: AnyVault,
    *,
    day: date,
    half: Half,
    answers: dict[str, Answer],
    expected: datetime | None,
) -> Entry:
    """Write one half of a day's log; the other half stays as it is.

    `expected` is when that half was last kept, as the form knew it (None: never).
    Raises `Conflict` when it has been kept since with other words, and `quota.JournalFull`.
    """
    keys.lock_for_writing(user, vault)
    now = timezone.now()
    entry = Entry.objects.of(user).days().on(day).first()
    if entry is None:
        entry = Entry(owner=user, kind=Entry.Kind.DAY, day=day, created=now)
        setattr(entry, f"{half}_at", now)
        return write_new(entry, vault, Content().with_answers(answers))
    current = entry.open(vault)
    content = current.with_answers(answers)
    kept_at = getattr(entry, f"{half}_at")
    if kept_at is not None and content == current:
        return entry
    if kept_at != expected:
        raise Conflict(entry, current)
    setattr(entry, f"{half}_at", now)
    rewrite(entry, vault, current, content)
    quota.take(user, len(entry.content))
    return entry


@transaction.atomic
def bin_entry(user: User, vault: AnyVault, entry: Entry) -> None:
    """Put an entry in the bin, sealed as it is, for `Entry.BIN_DAYS` days."""
    keys.lock(user, vault)
    rows.put_in_bin(entry, vault)


@transaction.atomic
def restore_entry(user: User, vault: AnyVault, entry: Entry) -> Entry | None:
    """Take an entry out of the bin.

    Returns None, or the newer log of its day, which is in the way: there is one a day, so a
    binned day beside a new one waits until the person says what to do with both.
    """
    keys.lock(user, vault)
    if entry.kind == Entry.Kind.DAY:
        newer = Entry.objects.of(user).days().on(entry.day).first()
        if newer is not None:
            return newer
    rows.take_out_of_bin(entry, vault)
    return None


@transaction.atomic
def merge_into_day(user: User, vault: AnyVault, binned: Entry, newer: Entry) -> Entry:
    """Add a binned day's words, marks and tags to the day that took its place. No word is lost.

    The newer day's earlier words stay behind as a version; the binned one stays
    in the bin until its time. Raises `Damaged` where one of them does not open.
    """
    keys.lock_for_writing(user, vault)
    entry = Entry.objects.of(user).get(pk=newer.pk)
    now_says, then_says = entry.open(vault), binned.open(vault)
    content = _as_one(now_says, then_says)
    if content.answers != now_says.answers:
        # Both halves count as kept now, so that a form opened before sees what came in.
        now = timezone.now()
        if entry.morning_at or binned.morning_at:
            entry.morning_at = now
        if entry.evening_at or binned.evening_at:
            entry.evening_at = now
        rewrite(entry, vault, now_says, content)
    elif content != now_says:
        rows.reseal(entry, vault, content)
    quota.measure_anew(user)  # a full journal, too, gives back what is in its bin
    return entry


def _as_one(now: Content, then: Content) -> Content:
    """Two days as one. What one of them is marked as, both are; of tags the first `MOST_TAGS`."""
    return msgspec.structs.replace(
        now.with_answers(_both(now.answers, then.answers)),
        tags=unique_tags([*now.tags, *then.tags])[:MOST_TAGS],
        favourite=now.favourite or then.favourite,
        hard=now.hard or then.hard,
    )


def _both(now: dict[str, Answer], then: dict[str, Answer]) -> dict[str, Answer]:
    """Each answer of two days: lists united, texts one under the other, the rest from `now`.

    A text that is a whole part of the other is there once.
    """
    merged = dict(then) | dict(now)
    for name in now.keys() & then.keys():
        ours, theirs = now[name], then[name]
        if isinstance(ours, list) and isinstance(theirs, list):
            merged[name] = ours + [item for item in theirs if item not in ours]
        elif isinstance(ours, str) and isinstance(theirs, str):
            between = " · " if name in ONE_LINE else "\n\n"
            if f"{between}{theirs}{between}" not in f"{between}{ours}{between}":
                merged[name] = f"{ours}{between}{theirs}"
    for half in HALVES:
        merged = KINDS[half].consistent(merged)
    return merged


@transaction.atomic
def delete_for_good(user: User, entry: Entry) -> None:
    """Delete a binned entry for good, with its versions and the pictures that only they show.

    An unfinished version of it stays, and what it shows stays with it.
    """
    keys.lock(user)
    of_it = Q(entry=entry) | Q(version__entry=entry)
    shown = pictures.shown_by(PictureUse.objects.filter(of_it, owner=user))
    if Entry.objects.with_closed(user).in_bin().filter(pk=entry.pk).delete()[0]:
        delete_unshown(shown)


def empty_old_bins() -> None:
    """Delete what has been in anyone's bin for `Entry.BIN_DAYS` days, with its pictures.

    Needs no key.

    One person at a time, under their lock: nobody waits for it, and what is put
    back at this moment is not deleted.
    """
    old = Entry.objects.filter(binned_at__lt=timezone.now() - timedelta(days=Entry.BIN_DAYS))

    def empty(owner: User) -> None:
        old.filter(owner=owner).delete()
        sweep_of(owner)

    one_by_one(User.objects.filter(pk__in=old.values("owner")), empty)
