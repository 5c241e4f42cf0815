"""Making, opening and re-wrapping a person's vault. The only code that reads `Vault` rows.

Every function takes the person first. Passwords and keys come in as arguments
and go no further: nothing here logs, stores or returns them in clear, but for
a new recovery key, which is shown once.
"""

import secrets
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import vault
from accounts.models import User, Vault
from accounts.vault import AnyVault, ClosedVault, Cost, Keyring, Locked, OpenVault, Stored, WrongKey


def current_cost() -> Cost:
    return Cost(**settings.VAULT_KDF)


def create_vault(user: User, password: str) -> tuple[OpenVault, str]:
    """A new vault for `user`, open, and its recovery key as it is shown to them."""
    opened = OpenVault(user.pk, Keyring.new())
    recovery_key, salt, wrapped = _wrap_under_new_recovery_key(opened)
    Vault.objects.create(
        owner=user,
        recovery_salt=salt,
        recovery_wrap=wrapped,
        **_wrap_under_password(opened, password),
    )
    return opened, recovery_key


def open_with_password(user: User, password: str) -> OpenVault:
    """Raises `WrongKey`, also for someone who has no vault."""
    return OpenVault(user.pk, _unwrap_with_password(_vault_of(user), password))


def open_with_recovery_key(user: User, recovery_key: str) -> OpenVault:
    """Raises `WrongKey` for another key and for text that is no key at all."""
    row = _vault_of(user)
    keyring = _opens(row, recovery_key, row.recovery_salt, row.recovery_wrap) or _opens(
        row, recovery_key, row.next_recovery_salt, row.next_recovery_wrap
    )
    if keyring is None:
        raise WrongKey
    return OpenVault(user.pk, keyring)


def open_at_sign_in(user: User, password: str) -> tuple[OpenVault | None, str | None]:
    """The vault behind the password someone has signed in with, and a recovery key if it is new.

    Someone an operator made gets their vault here. Where the password no longer
    opens the vault, the vault is marked sealed and stays closed: (None, None).
    """
    row = Vault.objects.filter(owner=user).first()
    if row is None:
        try:
            with transaction.atomic():
                return create_vault(user, password)
        except IntegrityError:  # another first sign-in was quicker
            row = _vault_of(user)
    try:
        opened = OpenVault(user.pk, _unwrap_with_password(row, password))
    except WrongKey:
        if row.sealed_at is None:
            Vault.objects.filter(owner=user).update(sealed_at=timezone.now())
        return None, None
    if Cost(row.time_cost, row.memory_kib) != current_cost():
        rewrap_password(user, opened, password)
    elif row.sealed_at is not None:
        Vault.objects.filter(owner=user).update(sealed_at=None)
    return opened, None


def rewrap_password(user: User, opened: OpenVault, password: str) -> None:
    """From now on `password` opens the vault. The recovery key stays as it is."""
    wrapped = _wrap_under_password(opened, password)  # slow, so before the row is touched
    Vault.objects.filter(owner=user).update(sealed_at=None, **wrapped)


def spend_as_much_as_a_new_vault(password: str) -> None:
    """The time a new vault takes, so that a taken address answers no quicker than a new one."""
    vault.password_key(password, secrets.token_bytes(vault.SALT_BYTES), current_cost())


def renew_recovery_key(user: User, opened: AnyVault) -> str:
    """A new recovery key, as it is shown. The one before it opens the vault too, until
    `recovery_key_was_kept`.

    Raises `Locked` for a closed vault.
    """
    if isinstance(opened, ClosedVault):
        raise Locked
    recovery_key, salt, wrapped = _wrap_under_new_recovery_key(opened)
    Vault.objects.filter(owner=user).update(next_recovery_salt=salt, next_recovery_wrap=wrapped)
    return recovery_key


def recovery_key_is_kept(user: User) -> bool:
    return Vault.objects.filter(owner=user, recovery_kept_at__isnull=False).exists()


def recovery_key_was_kept(user: User, recovery_key: str) -> bool:
    """They have shown, by retyping part of it, that they have this key: it takes over.

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


def is_sealed(user: User) -> bool:
    return Vault.objects.filter(owner=user, sealed_at__isnull=False).exists()


def lock_for_writing(user: User) -> None:
    """Let one write at a time through for this person. Call it inside a transaction."""
    Vault.objects.select_for_update().only("owner_id").get(owner=user)


def _vault_of(user: User) -> Vault:
    try:
        return Vault.objects.get(owner=user)
    except Vault.DoesNotExist as error:
        raise WrongKey from error


def _opens(row: Vault, recovery_key: str, salt: Stored, wrapped: Stored) -> Keyring | None:
    """The keyring that a recovery key opens in one of the row's two wraps, or None."""
    try:
        key = vault.recovery_wrapping_key(vault.read_recovery_key(recovery_key), bytes(salt))
        return vault.unwrap(wrapped, key, row.owner_id, "recovery")
    except (ValueError, WrongKey):
        return None


def _unwrap_with_password(row: Vault, password: str) -> Keyring:
    cost = Cost(row.time_cost, row.memory_kib)
    key = vault.password_key(password, bytes(row.password_salt), cost)
    return vault.unwrap(row.password_wrap, key, row.owner_id, "password")


def _wrap_under_password(opened: OpenVault, password: str) -> dict[str, Any]:
    """The fields of a `Vault` row in which `password` opens this keyring. Takes a slow hash."""
    cost = current_cost()
    salt = secrets.token_bytes(vault.SALT_BYTES)
    key = vault.password_key(password, salt, cost)
    return {
        "time_cost": cost.time_cost,
        "memory_kib": cost.memory_kib,
        "password_salt": salt,
        "password_wrap": vault.wrap(opened.keyring, key, opened.owner_id, "password"),
    }


def _wrap_under_new_recovery_key(opened: OpenVault) -> tuple[str, bytes, bytes]:
    """A new recovery key as it is shown, and the salt and the wrap that it opens."""
    recovery_key = vault.new_recovery_key()
    salt = secrets.token_bytes(vault.SALT_BYTES)
    key = vault.recovery_wrapping_key(recovery_key, salt)
    wrapped = vault.wrap(opened.keyring, key, opened.owner_id, "recovery")
    return vault.write_recovery_key(recovery_key), salt, wrapped
