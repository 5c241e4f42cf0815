"""What people write: entries, their earlier versions, and unfinished drafts.

In clear, on purpose: ids, owner, kind, dates and times, sizes. Every word, title,
tag and feeling is sealed in `content`.
"""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Picture, User
from accounts.vault.sealing import AnyVault, Damaged
from journal.content import Content, Typed

LOOKED_INTO = 20  # drafts, for the one that is looked for


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, owner: User | UUID) -> Self:
        """This person's entries, but closed letters and what is in the bin."""
        return self.with_closed(owner).outside_bin().not_closed()

    def with_closed(self, owner: User | UUID) -> Self:
        """All of this person's entries: closed letters and the bin, too.

        Only for what works on envelopes, or on rows whatever they say. Each caller is named,
        with its reason, in `tests/journal/test_closed_letters_stay_closed.py`.
        """
        return self.filter(owner=owner)

    def outside_bin(self) -> Self:
        return self.filter(binned_at=None)

    def in_bin(self) -> Self:
        return self.filter(binned_at__isnull=False)

    def on(self, day: date) -> Self:
        return self.filter(day=day)

    def days(self) -> Self:
        return self.filter(kind=Entry.Kind.DAY)

    def closed(self) -> Self:
        """Letters that wait to be opened, whether their day has come or not."""
        return self.filter(opens_on__isnull=False, opened_at=None)

    def not_closed(self) -> Self:
        return self.exclude(opens_on__isnull=False, opened_at=None)

    def arrived(self, today: date) -> Self:
        """Closed letters whose day has come."""
        return self.closed().filter(opens_on__lte=today)

    def letters(self) -> Self:
        return self.filter(kind=Entry.Kind.LETTER)

    def pages(self) -> Self:
        """Letters, notes and memories: what is changed on a page of its own."""
        return self.exclude(kind=Entry.Kind.DAY)

    def newest_first(self) -> Self:
        return self.order_by("-day", "-created", "-uuid")


class Entry(models.Model):
    """A letter, a day of the attention log, a memory or a note, sealed."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("A letter")
        DAY = "day", _("A day")
        MEMORY = "memory", _("A memory")
        NOTE = "note", _("A note")

    BIN_DAYS: ClassVar[int] = 30
    sealed_as: ClassVar[str] = "journal.entry"
    sealed_under: ClassVar[str] = "entries"
    sealed_fields: ClassVar[tuple[str, ...]] = ("content",)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    day = models.DateField()
    created = models.DateTimeField(default=timezone.now)
    updated = models.DateTimeField(default=timezone.now)  # also by a mark, a tag, another day
    written = models.DateTimeField(default=timezone.now)  # its words, as they stand
    opens_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # None: closed, if it `opens_on` a day
    told_at = models.DateTimeField(null=True, blank=True)  # when a mail said that it has come
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    binned_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    morning_at = models.DateTimeField(null=True, blank=True)
    evening_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="entry_uuid_per_owner"),
            models.UniqueConstraint(
                fields=["owner", "day"],
                condition=Q(kind="day", binned_at=None),
                name="one_day_entry_per_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "-day", "-created", "-uuid"],
                condition=Q(binned_at=None),
                name="entry_timeline",
            ),
            models.Index(
                fields=["owner", "binned_at"],
                condition=Q(binned_at__isnull=False),
                name="entry_bin",
            ),
            models.Index(
                fields=["owner", "opens_on"],
                condition=Q(opens_on__isnull=False, opened_at=None),
                name="entry_closed",
            ),
            models.Index(  # of everybody: for the mail that says one has come
                fields=["opens_on"],
                condition=Q(opens_on__isnull=False, opened_at=None, told_at=None),
                name="entry_untold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.day}"

    def get_absolute_url(self) -> str:
        if self.kind == self.Kind.DAY and self.binned_at is None:
            return reverse("day", args=[self.day])
        return reverse("entry", args=[self.uuid])

    @property
    def is_closed(self) -> bool:
        """Whether the letter waits to be opened. It stays closed after its day until it is."""
        return self.opens_on is not None and self.opened_at is None

    def has_arrived(self, today: date) -> bool:
        """Whether it is closed, and its day has come."""
        return self.is_closed and self.opens_on <= today  # type: ignore[operator] # closed: it has one

    @property
    def leaves_bin(self) -> datetime | None:
        """When a binned entry is deleted for good."""
        return self.binned_at and self.binned_at + timedelta(days=self.BIN_DAYS)

    def seal(self, vault: AnyVault, content: Content) -> None:
        self.content = vault.seal(self, "content", content.to_bytes())

    def open(self, vault: AnyVault) -> Content:
        """The words. Raises `Damaged`."""
        return Content.from_bytes(vault.open(self, "content", self.content))

    def try_open(self, vault: AnyVault) -> Content | None:
        """The words, or None for a record that is damaged: one page must not fail for one entry."""
        try:
            return self.open(vault)
        except Damaged:
            return None


class EntryVersion(models.Model):
    """What an entry said before it was changed. The last ten are kept."""

    KEPT = 10
    sealed_as: ClassVar[str] = "journal.entryversion"
    sealed_under: ClassVar[str] = "entries"
    sealed_fields: ClassVar[tuple[str, ...]] = ("content",)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    written = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="version_uuid_per_owner"),
            models.UniqueConstraint(fields=["entry", "version"], name="version_once_per_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}, version {self.version}"

    def open(self, vault: AnyVault) -> Content:
        """The words. Raises `Damaged`."""
        return Content.from_bytes(vault.open(self, "content", self.content))

    def try_open(self, vault: AnyVault) -> Content | None:
        """The words, or None for a version that is damaged."""
        try:
            return self.open(vault)
        except Damaged:
            return None


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, owner: User) -> Self:
        return self.filter(owner=owner)

    def offered_to(self, owner: User) -> Self:
        """The drafts of `owner` but for changes of a closed letter: those wait with it."""
        closed = Entry.objects.with_closed(owner).closed()
        return self.of(owner).exclude(entry_uuid__in=closed.values("uuid"))

    def newest_first(self) -> Self:
        return self.order_by("-updated", "-id")

    def looked_into(self, vault: AnyVault) -> Iterator[tuple["Draft", Typed]]:
        """The newest drafts, each with what was typed, which alone says what it is for.

        Damaged ones are left out, and so is what comes after the first `LOOKED_INTO`.
        """
        for draft in self.newest_first()[:LOOKED_INTO]:
            try:
                yield draft, draft.open(vault)
            except Damaged:
                continue


class Draft(models.Model):
    """An unfinished form, sealed as typed. It never touches the entry it belongs to.

    `entry_uuid` is the entry it would become or change; the entry need not exist
    yet. `base` says which state of it the form was opened on.
    """

    class Form(models.TextChoices):
        LETTER = "letter"
        MORNING = "morning"
        EVENING = "evening"
        NOTE = "note"
        MEMORY = "memory"

    sealed_as: ClassVar[str] = "journal.draft"
    sealed_under: ClassVar[str] = "drafts"
    sealed_fields: ClassVar[tuple[str, ...]] = ("content",)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    uuid = models.UUIDField(default=uuid.uuid4)
    form = models.CharField(max_length=12, choices=Form)
    entry_uuid = models.UUIDField()
    day = models.DateField()
    base = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=1)
    updated = models.DateTimeField(default=timezone.now)
    content = models.BinaryField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="draft_uuid_per_owner")
        ]
        indexes = [models.Index(fields=["owner", "-updated", "-id"], name="draft_newest")]

    def __str__(self) -> str:
        return f"unfinished {self.form} of {self.day}"

    def get_absolute_url(self) -> str:
        if self.form in {self.Form.MORNING, self.Form.EVENING}:
            page = reverse(f"day-{self.form}", args=[self.day])
        elif self.base:  # it changes one that has been kept
            page = reverse("entry-edit", args=[self.entry_uuid])
        else:
            page = reverse(f"{self.form}-new")
        return f"{page}?draft={self.uuid}"

    def seal(self, vault: AnyVault, typed: Typed) -> None:
        self.content = vault.seal(self, "content", typed.to_bytes())

    def open(self, vault: AnyVault) -> Typed:
        """The fields as typed. Raises `Damaged`."""
        return Typed.from_bytes(vault.open(self, "content", self.content))


class PictureUse(models.Model):
    """That an entry, an earlier version or a draft shows a picture: one of the three.

    Ids alone, written with what is sealed in that row, so that pictures which nothing shows
    can be found without a key (`accounts/pictures/sweep.py`).
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    picture = models.ForeignKey(Picture, models.CASCADE, related_name="uses")
    entry = models.ForeignKey(
        Entry, models.CASCADE, null=True, related_name="picture_uses", db_index=False
    )
    version = models.ForeignKey(
        EntryVersion, models.CASCADE, null=True, related_name="picture_uses", db_index=False
    )
    draft = models.ForeignKey(
        Draft, models.CASCADE, null=True, related_name="picture_uses", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "picture"], name="picture_once_per_entry"),
            models.UniqueConstraint(fields=["version", "picture"], name="picture_once_per_version"),
            models.UniqueConstraint(fields=["draft", "picture"], name="picture_once_per_draft"),
            models.CheckConstraint(
                condition=Q(entry__isnull=False, version=None, draft=None)
                | Q(entry=None, version__isnull=False, draft=None)
                | Q(entry=None, version=None, draft__isnull=False),
                name="picture_shown_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"Picture {self.picture_id}, shown"


class Volume(models.Model):
    """A month of entries a second time, folded for searching and sealed as one. See volumes.py."""

    sealed_as: ClassVar[str] = "journal.volume"
    sealed_under: ClassVar[str] = "volumes"
    sealed_fields: ClassVar[tuple[str, ...]] = ("facts", "words")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    month = models.DateField()  # its first day
    facts = models.BinaryField()
    words = models.BinaryField()  # last, so that the facts are read without them

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="volume_uuid_per_owner")
        ]
        indexes = [models.Index(fields=["owner", "-month", "id"], name="volume_newest")]

    def __str__(self) -> str:
        return f"Volume of {self.month:%Y-%m}"
