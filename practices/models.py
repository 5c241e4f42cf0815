"""What someone did here and what they have to hand, sealed.

In clear, on purpose: ids, owner, a sitting's day, a kit item's kind and place. Which practice
it was, how it felt, every word, name and number are sealed in `content`.
"""

import uuid
from enum import StrEnum
from typing import ClassVar, Self

import msgspec
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.vault.sealing import AnyVault, Damaged


class SittingRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a sitting was: the practice's slug, about how many seconds, and how it was after."""

    slug: str
    seconds: int = 0  # 0: not known
    response: str = ""  # one of `vocabulary.RESPONSES`, or nothing


class CareArea(StrEnum):
    """What a care item is mostly for."""

    BODY = "body"
    MIND = "mind"
    EMOTION = "emotion"


class CareCost(StrEnum):
    NOTHING = "nothing"
    LITTLE = "little"
    MORE = "more"


class CareEnergy(StrEnum):
    """How much of it something takes."""

    LITTLE = "little"
    SOME = "some"
    MORE = "more"


class Item(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One thing in the kit. Which fields it has depends on its kind.

    A line or a favourite has `text` (a favourite's is the practice's slug); a care item its
    `area` and what it takes; a person their `phone`. Empty, or 0: left open. Plain words, and
    not the enums: a record that says something newer than this release can still be opened.
    """

    text: str
    area: str = ""  # a CareArea
    minutes: int = 0
    cost: str = ""  # a CareCost
    energy: str = ""  # a CareEnergy
    phone: str = ""


class ProgressRecord(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """How far someone is, and how they like to sit. A field added later has a default."""

    met: bool = False  # the page before the first practice was read
    choices: dict[str, str | int | float | bool] = msgspec.field(default_factory=dict)
    gentle_asked: str = ""  # the day that gentle mode was last proposed and declined, ISO
    letters: dict[str, str] = msgspec.field(default_factory=dict)  # of the path of seven: its entry
    birthday: str = ""  # "03-14", for letters that come back on it


class OwnedRows[Row: models.Model](models.QuerySet[Row]):
    def of(self, owner: User) -> Self:
        return self.filter(owner=owner)


class SealedRow[Record: msgspec.Struct](models.Model):
    """A row of one person's whose `content` is sealed. `decoder` reads the opened
    bytes."""

    sealed_as: ClassVar[str]
    sealed_under: ClassVar[str]
    sealed_fields: ClassVar[tuple[str, ...]] = ("content",)
    decoder: msgspec.json.Decoder[Record]

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    content = models.BinaryField()

    objects = OwnedRows.as_manager()

    class Meta:
        abstract = True

    def seal(self, vault: AnyVault, record: Record) -> None:
        self.content = vault.seal(self, "content", msgspec.json.encode(record))

    def try_open(self, vault: AnyVault) -> Record | None:
        """The record, or None for one that is damaged, or of another shape."""
        try:
            return self.decoder.decode(vault.open(self, "content", self.content))
        except (Damaged, msgspec.DecodeError):
            return None


class Sitting(SealedRow[SittingRecord]):
    """That someone sat with a practice on a day of theirs."""

    sealed_as: ClassVar[str] = "practices.sitting"
    sealed_under: ClassVar[str] = "practices"
    decoder = msgspec.json.Decoder(SittingRecord)

    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="sitting_uuid_per_owner")
        ]
        indexes = [models.Index(fields=["owner", "-day", "-id"], name="sitting_newest")]

    def __str__(self) -> str:
        return f"Sitting of {self.day}"


class KitItem(SealedRow[Item]):
    """One thing that someone has to hand: a line, something that does them good, a person."""

    class Kind(models.TextChoices):
        LINE = "line", _("A line")
        CARE = "care", _("Something that does me good")
        PERSON = "person", _("Someone to call")
        FAVOURITE = "favourite", _("A practice I like")
        # Nothing writes these yet: they are for the practices with pictures in the mind.
        FIGURE = "figure", _("A kind figure")
        PLACE = "place", _("A safe place")
        VOICE = "voice", _("A kind voice")

    sealed_as: ClassVar[str] = "practices.kititem"
    sealed_under: ClassVar[str] = "kit"
    decoder = msgspec.json.Decoder(Item)

    kind = models.CharField(max_length=9, choices=Kind)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "uuid"], name="kit_uuid_per_owner")]
        indexes = [models.Index(fields=["owner", "kind", "position", "id"], name="kit_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"


class Progress(SealedRow[ProgressRecord]):
    """How far someone is, and how they like to sit. One row a person."""

    sealed_as: ClassVar[str] = "practices.progress"
    sealed_under: ClassVar[str] = "practices"
    decoder = msgspec.json.Decoder(ProgressRecord)

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"Progress of {self.owner_id}"
