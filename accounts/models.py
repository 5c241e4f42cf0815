"""Who someone is, what they prefer, and the wrapped keys of their vault."""

import uuid
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


def a_known_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("This time zone is not known here."))


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Everything in this row the host can read; nothing they write is in it."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As this device has it")
        DAY = "day", _("Day")
        NIGHT = "night", _("Night")

    class Idle(models.IntegerChoices):
        FIVE = 5, _("5 minutes")
        FIFTEEN = 15, _("15 minutes")
        THIRTY = 30, _("30 minutes")
        HOUR = 60, _("an hour")
        HOURS = 240, _("4 hours")
        NEVER = 0, _("only when I sign out or leave")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("Email"), unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined = models.DateTimeField(default=timezone.now)

    time_zone = models.CharField(max_length=64, default="UTC", validators=[a_known_time_zone])
    language = models.CharField(max_length=12, default="en")
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    idle_minutes = models.PositiveSmallIntegerField(choices=Idle, default=Idle.THIRTY)
    exit_url = models.URLField(blank=True)
    exit_keys = models.BooleanField(default=True)
    exit_shown = models.BooleanField(default=True)
    plain_tab = models.BooleanField(default=False)
    gentle = models.BooleanField(default=False)
    spellcheck = models.BooleanField(default=True)
    mail_letters = models.BooleanField(default=False)  # say that a letter has come back
    quota_mb = models.PositiveIntegerField(null=True, blank=True)  # None: what the host gives all
    leaving_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new password, wherever it comes from, lets go of a change of address that waits."""
        given = self._password  # type: ignore[attr-defined] # what `set_password` was given
        is_new = given is not None or not self.has_usable_password()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                self.forget_waiting_address()

    def forget_waiting_address(self) -> None:
        """Delete an address that waits to be confirmed, which a thief may have asked for."""
        addresses = self.emailaddress_set  # type: ignore[attr-defined] # allauth's
        addresses.filter(verified=False).exclude(email=self.email).delete()

    def check_password(self, raw_password: str | None) -> bool:
        """As Django's, but a hash of an earlier cost is made anew only if it is still the row's.

        Whoever checks the old password while it is changed would write it back.
        """
        checked = self.password

        def hash_anew(password: str) -> None:
            anew = hashers.make_password(password)
            if User.objects.filter(pk=self.pk, password=checked).update(password=anew):
                self.password = anew

        return hashers.check_password(raw_password, checked, hash_anew)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Vault(models.Model):
    """A person's keyring, wrapped under their password and under their recovery key.

    *Sealed* (`sealed_at` is set) means that the password they sign in with no
    longer opens it, because it was reset or an operator changed it. Nothing is
    lost: the old password or the recovery key opens it.

    The wraps hold the data key that seals now, `key_id`, and no other. After new keys
    were taken the earlier ones are in `retiring`, sealed under it, until every
    record has been sealed anew.

    A new recovery key is in `next_recovery_…` until it is proven to be kept;
    the one before it opens the vault until then.
    """

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="vault"
    )
    created = models.DateTimeField(default=timezone.now)
    password_salt = models.BinaryField()
    password_wrap = models.BinaryField()
    time_cost = models.PositiveSmallIntegerField()
    memory_kib = models.PositiveIntegerField()
    recovery_salt = models.BinaryField(default=bytes)
    recovery_wrap = models.BinaryField(default=bytes)
    next_recovery_salt = models.BinaryField(default=bytes)
    next_recovery_wrap = models.BinaryField(default=bytes)
    recovery_kept_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    key_id = models.PositiveIntegerField(default=1)  # of the data key that seals now
    retiring = models.BinaryField(default=bytes)  # earlier data keys, until nothing needs them
    # The public key that is sealed to while it is closed. None: not opened since there are any.
    inbox_key = models.BinaryField(null=True, default=None)
    # At most this much is stored. None: not measured yet. See quota.py.
    stored_bytes = models.PositiveBigIntegerField(null=True, default=None)

    def __str__(self) -> str:
        return f"Vault of {self.owner_id}"


class PictureQuerySet(models.QuerySet["Picture"]):
    def of(self, owner: User) -> Self:
        return self.filter(owner=owner)

    def light(self) -> Self:
        """Rows without their two images, which may be large."""
        return self.defer("image", "thumbnail")

    def unshown(self) -> Self:
        """Pictures that no row shows: none in any table that has a foreign key to pictures."""
        rows = self
        for it in self.model._meta.related_objects:
            uses = it.related_model._base_manager.filter(**{it.field.name: models.OuterRef("pk")})
            rows = rows.filter(~models.Exists(uses))
        return rows


class Picture(models.Model):
    """A private picture, sealed: WebP without metadata, a small one, and what it shows.

    It belongs to the person. What shows it says so in a table of its own, by a foreign key to
    this one (`journal.PictureUse`); one that nothing shows is deleted: `pictures/sweep.py`.
    """

    sealed_as: ClassVar[str] = "accounts.picture"
    sealed_under: ClassVar[str] = "pictures"
    sealed_fields: ClassVar[tuple[str, ...]] = ("image", "thumbnail", "about")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    created = models.DateTimeField(default=timezone.now)
    image = models.BinaryField()
    thumbnail = models.BinaryField()
    about = models.BinaryField()  # `pictures.About`: words for it, its size, its digest

    objects = PictureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="picture_uuid_per_owner")
        ]
        indexes = [models.Index(fields=["owner", "created"], name="picture_came")]

    def __str__(self) -> str:
        return f"Picture of {self.created:%Y-%m-%d}"


class InboxFormQuerySet(models.QuerySet["InboxForm"]):
    def of(self, owner: User) -> Self:
        return self.filter(owner=owner)


class InboxForm(models.Model):
    """A form that came while its writer was signed out or locked, sealed to their inbox's key.

    `visit` and `page` are hashes: of the visit that the page was shown in, whose forms have a
    limit together, and of the page, whose later state takes the place of its earlier one.
    """

    sealed_as: ClassVar[str] = "accounts.inboxform"
    sealed_under: ClassVar[str] = "inbox"
    sealed_fields: ClassVar[tuple[str, ...]] = ("content",)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    visit = models.BinaryField(max_length=16)
    page = models.BinaryField(max_length=16)
    created = models.DateTimeField(default=timezone.now)
    content = models.BinaryField()  # `inbox.Form`

    objects = InboxFormQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="inboxform_uuid_per_owner"),
            models.UniqueConstraint(fields=["owner", "visit", "page"], name="inboxform_per_page"),
        ]

    def __str__(self) -> str:
        return f"Form of {self.created:%Y-%m-%d}"


class ParkedWords(models.Model):
    """A form that came before there was an inbox. See `inbox.parked_before`: nothing new is."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    ticket = models.BinaryField(max_length=32)  # a hash of that key: what the row is found by
    created = models.DateTimeField(default=timezone.now, db_index=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"Words of {self.owner_id}, parked"


class Invitation(models.Model):
    """Lets one person make an account. The link is shown once; only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField(_("Note"), max_length=100, blank=True)
    created = models.DateTimeField(default=timezone.now, editable=False)
    expires = models.DateTimeField(_("Good until"))
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.note or f"Invitation of {self.created:%Y-%m-%d}"


class OutgoingMail(models.Model):
    """A mail that waits to be sent, sealed under the server's key. Gone once it is sent."""

    created = models.DateTimeField(default=timezone.now)
    try_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField()  # empty: written for the time it takes, and sent to nobody

    def __str__(self) -> str:
        return f"Mail of {self.created:%Y-%m-%d %H:%M}"
