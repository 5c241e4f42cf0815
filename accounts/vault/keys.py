"""Making, opening and re-wrapping a person's vault. The only code that reads `Vault` rows.

Every function takes the person first. Passwords and keys come in as arguments
and go no further: nothing here logs, stores or returns them in clear, but for
a new recovery key, which is shown once.
"""

import logging
import secrets
from contextlib import suppress
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.disk import reserve
from accounts.models import User, Vault
from accounts.vault import sealing
from accounts.vault.password_row import PasswordChanged, lock_person, write_password
from accounts.vault.sealing import (
    AnyVault,
    ClosedVault,
    Cost,
    Damaged,
    Keyring,
    Locked,
    OpenVault,
    Stored,
    VaultError,
    WrongKey,
)


class NotSealed(VaultError):
    """This vault opens with the password: there is no reason to begin anew."""


class EarlierKeysDamaged(VaultError):
    """Some records need keys that do not open any more: still newer keys would lose them."""


logger = logging.getLogger(__name__)


def current_cost() -> Cost:
    return Cost(**settings.VAULT_KDF)


def create_vault(user: User, password: str) -> tuple[OpenVault, str]:
    """A new vault for `user`, open, and its recovery key as it is shown to them."""
    opened = OpenVault(user.pk, Keyring.new())
    recovery_key, fields = _wraps(opened, password)
    Vault.objects.create(owner=user, **fields)
    return opened, recovery_key


def open_with_password(user: User, password: str) -> OpenVault:
    """Raises `WrongKey`, also for someone who has no vault."""
    return _unwrap_with_password(_vault_of(user), password)


def open_with_recovery_key(user: User, recovery_key: str) -> OpenVault:
    """Raises `WrongKey` for another key and for text that is no key at all."""
    row = _vault_of(user)
    keyring = _opens(row, recovery_key, row.recovery_salt, row.recovery_wrap) or _opens(
        row, recovery_key, row.next_recovery_salt, row.next_recovery_wrap
    )
    if keyring is None:
        raise WrongKey
    return _open(row, keyring)


def open_at_sign_in(user: User, password: str) -> tuple[OpenVault | None, str | None]:
    """The vault behind the password someone has signed in with, and a recovery key if it is new.

    Someone an operator made gets their vault here. Where the password no longer
    opens the vault, the vault is marked sealed and stays closed: (None, None). Where the
    password or the keys were changed meanwhile it stays closed, too, and is not marked.
    """
    row = Vault.objects.filter(owner=user).first()
    if row is None:
        try:
            with transaction.atomic():
                return create_vault(user, password)
        except IntegrityError:  # another first sign-in was quicker
            row = _vault_of(user)
    as_read = Vault.objects.filter(owner=user, password_wrap=bytes(row.password_wrap))
    try:
        opened = _unwrap_with_password(row, password)
    except WrongKey:
        if row.sealed_at is None:
            with suppress(PasswordChanged), transaction.atomic():
                lock_person(user)
                as_read.update(sealed_at=timezone.now())
        return None, None
    if Cost(row.time_cost, row.memory_kib) != current_cost():
        try:
            rewrap_password(user, opened, password)
        except Locked:
            return None, None
    elif row.sealed_at is not None:
        as_read.update(sealed_at=None)
    return opened, None


def rewrap_password(user: User, opened: OpenVault, password: str) -> None:
    """From now on `password`, which `user` signs in with, opens the vault.

    The recovery key stays as it is. Raises `PasswordChanged`, and `Locked` where new keys
    were made since the vault was opened.
    """
    wrapped = _wrap_under_password(opened, password)  # slow, so before the row is touched
    with transaction.atomic():
        lock_person(user)
        lock(user, opened)
        Vault.objects.filter(owner=user).update(sealed_at=None, **wrapped)


def change_password(user: User, earlier: str, password: str) -> None:
    """From now on `password` signs in instead of `earlier`, and opens what that opened.

    A sealed vault stays sealed under what opened it before. Raises as `take_new_password` does.
    """
    try:
        opened = open_with_password(user, earlier)
    except WrongKey as error:
        if not is_sealed(user):  # it opened a moment ago: new keys were made, or they are leaving
            raise PasswordChanged from error
        _take(user, make_password(password))
    else:
        take_new_password(user, opened, password)


def take_new_password(user: User, opened: OpenVault, password: str) -> None:
    """From now on `password` signs in and opens the vault, both or neither.

    Raises `PasswordChanged` and `Locked` as `rewrap_password` does.
    """
    wrapped = _wrap_under_password(opened, password)
    _take(user, make_password(password), opened, sealed_at=None, **wrapped)


def take_new_keys(user: User, opened: AnyVault, password: str) -> tuple[OpenVault, str]:
    """A new data key, a new password and a new recovery key, all in one commit.

    Returns the vault, which now seals under the new key and still opens what is
    under the earlier ones, and the recovery key as it is shown. The password and
    the recovery key from before open nothing from here on. The earlier data keys
    stand in `retiring` until `forget_earlier_keys`.

    Raises `Locked` for a closed vault, and where new keys were made since it was opened;
    `PasswordChanged`; and `EarlierKeysDamaged`, also where a visit still holds those keys.
    """
    if isinstance(opened, ClosedVault):
        raise Locked
    renewed = OpenVault(user.pk, _with_earlier_keys(user, opened).and_a_new_key())
    recovery_key, fields = _wraps(renewed, password)
    retiring = sealing.retire(renewed.keyring, user.pk)
    _take(user, make_password(password), opened, retiring=retiring, **fields)
    return renewed, recovery_key


def forget_earlier_keys(user: User, opened: OpenVault) -> OpenVault:
    """The vault without its earlier keys, once nothing needs them. Call it under the lock.

    Where they do not open (someone changed the row), they stay: there may be a backup.
    """
    try:
        _with_earlier_keys(user, opened)
    except EarlierKeysDamaged:
        return opened
    Vault.objects.filter(owner=user).update(retiring=b"")
    return OpenVault(user.pk, opened.keyring.newest)


def begin_anew(user: User, password: str) -> tuple[OpenVault, str]:
    """A new vault in place of a sealed one that `password` does not open. Call it in a transaction.

    Its key has the next number, so that nothing half-done can write under the one before.
    Raises `NotSealed`, also where the mark is there and the password opens it all the same,
    and `PasswordChanged`.
    """
    lock_person(user)
    row = Vault.objects.select_for_update().get(owner=user)
    if row.sealed_at is None or _opens_with_password(row, password):
        raise NotSealed
    opened = OpenVault(user.pk, Keyring.new(row.key_id + 1))
    recovery_key, fields = _wraps(opened, password)
    Vault.objects.filter(owner=user).update(retiring=b"", stored_bytes=0, **fields)
    return opened, recovery_key


def spend_as_much_as_a_new_vault(password: str) -> None:
    """The time a new vault takes, so that a taken address answers no quicker than a new one."""
    sealing.password_key(password, secrets.token_bytes(sealing.SALT_BYTES), current_cost())


def renew_recovery_key(user: User, opened: AnyVault) -> str:
    """A new recovery key, as it is shown. The one before it opens the vault too, until
    `recovery_key_was_kept`.

    Raises `Locked` for a closed vault, and where new keys were made since it was opened.
    """
    if isinstance(opened, ClosedVault):
        raise Locked
    recovery_key, salt, wrapped = _wrap_under_new_recovery_key(opened)
    with transaction.atomic():
        lock(user, opened)
        Vault.objects.filter(owner=user).update(next_recovery_salt=salt, next_recovery_wrap=wrapped)
    return recovery_key


def recovery_key_is_kept(user: User) -> bool:
    return Vault.objects.filter(owner=user, recovery_kept_at__isnull=False).exists()


def recovery_key_was_kept(user: User, recovery_key: str) -> bool:
    """Let this recovery key take over: the person has retyped part of it, so they have it.

    False where a newer one was made meanwhile, in another browser: then nothing
    changes, and the key before both still opens the vault.
    """
    with transaction.atomic():
        row = Vault.objects.select_for_update().get(owner=user)
        if _opens(row, recovery_key, row.next_recovery_salt, row.next_recovery_wrap):
            row.recovery_salt, row.recovery_wrap = row.next_recovery_salt, row.next_recovery_wrap
            row.next_recovery_salt = row.next_recovery_wrap = b""
        elif not _opens(row, recovery_key, row.recovery_salt, row.recovery_wrap):
            return False
        row.recovery_kept_at = timezone.now()
        row.save()
        return True


def earlier_recovery_key(user: User) -> Literal["works", "gone"] | None:
    """What became of the recovery key before the one that is being shown, if there was any.

    Ask before that one is proven: then the one before opens nothing more in any case.
    """
    proven = Vault.objects.values_list("next_recovery_wrap", "recovery_kept_at", "key_id")
    waiting, kept_at, key_id = proven.get(owner=user)
    if waiting:
        return "works"
    return "gone" if kept_at is None and key_id > 1 else None


def is_sealed(user: User) -> bool:
    return Vault.objects.filter(owner=user, sealed_at__isnull=False).exists()


def lock_for_writing(user: User, opened: AnyVault) -> None:
    """As `lock`, for whoever is about to seal new words.

    Raises `reserve.NoRoom` where the disk is too full for any: deleting needs what is left.
    """
    lock(user, opened)
    reserve.refuse_below_the_floor()


def lock(user: User, opened: AnyVault | None = None) -> None:
    """Let one write at a time through for this person. Call it inside a transaction.

    For deleting, and for what takes next to no room; whoever seals new words needs
    `lock_for_writing`. Raises `Locked` where `opened` is closed, or new keys were made since
    it was opened: nothing is sealed any more under a key that is on its way out. And where
    there is no vault: they are leaving.
    """
    rows = Vault.objects.select_for_update().only("owner_id", "key_id")
    row = rows.filter(owner=user).first()
    if row is None or isinstance(opened, ClosedVault):
        raise Locked
    if opened is not None and opened.keyring.current != row.key_id:
        raise Locked


def _take(user: User, hashed: str, opened: OpenVault | None = None, **fields: Any) -> None:
    """One commit: the new password's hash, and these fields of what `opened` was opened from.

    Raises `PasswordChanged` and `Locked`. Then `user` is as it was, too.
    """
    with transaction.atomic():
        write_password(user, hashed)
        if opened is not None:
            lock(user, opened)
            Vault.objects.filter(owner=user).update(**fields)
    user.password = hashed


def _with_earlier_keys(user: User, opened: OpenVault) -> Keyring:
    """What opens in the vault's row beside the newest key, on one ring with what is open.

    Raises `EarlierKeysDamaged`, and `Locked` where new keys were made since it was opened.
    """
    row = Vault.objects.filter(owner=user).first()
    if row is None or row.key_id != opened.keyring.current:
        raise Locked
    try:
        return sealing.with_retiring(opened.keyring, row.retiring, user.pk)
    except Damaged as error:
        raise EarlierKeysDamaged from error


def _vault_of(user: User) -> Vault:
    try:
        return Vault.objects.get(owner=user)
    except Vault.DoesNotExist as error:
        raise WrongKey from error


def _opens(row: Vault, recovery_key: str, salt: Stored, wrapped: Stored) -> Keyring | None:
    """The keyring that a recovery key opens in one of the row's two wraps, or None."""
    try:
        key = sealing.recovery_wrapping_key(sealing.read_recovery_key(recovery_key), bytes(salt))
        return sealing.unwrap(wrapped, key, row.owner_id, "recovery")
    except (ValueError, WrongKey):
        return None


def _unwrap_with_password(row: Vault, password: str) -> OpenVault:
    cost = Cost(row.time_cost, row.memory_kib)
    key = sealing.password_key(password, bytes(row.password_salt), cost)
    return _open(row, sealing.unwrap(row.password_wrap, key, row.owner_id, "password"))


def _opens_with_password(row: Vault, password: str) -> bool:
    try:
        _unwrap_with_password(row, password)
    except WrongKey:
        return False
    return True


def _open(row: Vault, keyring: Keyring) -> OpenVault:
    """The vault that opens from a wrap, and the keys beside it that are on their way out."""
    try:
        keyring = sealing.with_retiring(keyring, row.retiring, row.owner_id)
    except Damaged:  # what is under the new key opens all the same
        logger.error("A vault's earlier keys do not open.")
    return OpenVault(row.owner_id, keyring)


def _wraps(opened: OpenVault, password: str) -> tuple[str, dict[str, Any]]:
    """A new recovery key as it is shown, and the fields of a `Vault` row that is opened by
    it and by `password`, and by nothing that opened it before. Takes a slow hash."""
    recovery_key, salt, wrapped = _wrap_under_new_recovery_key(opened)
    return recovery_key, {
        "key_id": opened.keyring.current,
        "inbox_key": opened.inbox_key,
        "recovery_salt": salt,
        "recovery_wrap": wrapped,
        "next_recovery_salt": b"",
        "next_recovery_wrap": b"",
        "recovery_kept_at": None,
        "sealed_at": None,
        **_wrap_under_password(opened, password),
    }


def _wrap_under_password(opened: OpenVault, password: str) -> dict[str, Any]:
    """The fields of a `Vault` row in which `password` opens this vault's newest key.

    The earlier ones stand beside it, in `retiring`. Takes a slow hash.
    """
    cost = current_cost()
    salt = secrets.token_bytes(sealing.SALT_BYTES)
    key = sealing.password_key(password, salt, cost)
    return {
        "time_cost": cost.time_cost,
        "memory_kib": cost.memory_kib,
        "password_salt": salt,
        "password_wrap": sealing.wrap(opened.keyring.newest, key, opened.owner_id, "password"),
    }


def _wrap_under_new_recovery_key(opened: OpenVault) -> tuple[str, bytes, bytes]:
    """A new recovery key as it is shown, and the salt and the wrap that it opens."""
    recovery_key = sealing.new_recovery_key()
    salt = secrets.token_bytes(sealing.SALT_BYTES)
    key = sealing.recovery_wrapping_key(recovery_key, salt)
    wrapped = sealing.wrap(opened.keyring.newest, key, opened.owner_id, "recovery")
    return sealing.write_recovery_key(recovery_key), salt, wrapped
