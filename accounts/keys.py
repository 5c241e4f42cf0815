"""Making, opening and re-wrapping a person's vault. The only code that reads `Vault` rows.

Every function takes the person first. Passwords and keys come in as arguments
and go no further: nothing here logs, stores or returns them in clear, but for
a new recovery key, which is shown once.
"""

import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import vault
from accounts.models import User, Vault
from accounts.vault import AnyVault, ClosedVault, Cost, Keyring, Locked, OpenVault, WrongKey


def current_cost() -> Cost:
    return Cost(**settings.VAULT_KDF)


def create_vault(user: User, password: str) -> tuple[OpenVault, str]:
    """A new vault for `user`, open, and its recovery key as it is shown to them."""
    opened = OpenVault(user.pk, Keyring.new())
    row = Vault(owner=user)
    _wrap_under_password(row, opened.keyring, password)
    recovery_key = _wrap_under_new_recovery_key(row, opened.keyring)
    row.save(force_insert=True)
    return opened, recovery_key


def open_with_password(user: User, password: str) -> OpenVault:
    """Raises `WrongKey`, also for someone who has no vault."""
    return OpenVault(user.pk, _unwrap_with_password(_vault_of(user), password))


def open_with_recovery_key(user: User, recovery_key: str) -> OpenVault:
    """Raises `WrongKey` for another key and for text that is no key at all."""
    row = _vault_of(user)
    try:
        key = vault.read_recovery_key(recovery_key)
    except ValueError as error:
        raise WrongKey from error
    if not row.recovery_wrap:
        raise WrongKey
    wrapping_key = vault.recovery_wrapping_key(key, bytes(row.recovery_salt))
    return OpenVault(user.pk, vault.unwrap(row.recovery_wrap, wrapping_key, user.pk, "recovery"))


def open_at_sign_in(user: User, password: str) -> tuple[OpenVault | None, str | None]:
    """The vault behind the password someone has signed in with, and a recovery key if it is new.

    Someone an operator made gets their vault here. Where the password no longer
    opens the vault, the vault is marked sealed and stays closed: (None, None).
    """
    row = Vault.objects.filter(owner=user).first()
    if row is None:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)
            if not Vault.objects.filter(owner=user).exists():
                return create_vault(user, password)
        row = _vault_of(user)
    try:
        opened = OpenVault(user.pk, _unwrap_with_password(row, password))
    except WrongKey:
        if row.sealed_at is None:
            Vault.objects.filter(owner=user).update(sealed_at=timezone.now())
        return None, None
    if row.sealed_at is not None:
        Vault.objects.filter(owner=user).update(sealed_at=None)
    if Cost(row.time_cost, row.memory_kib) != current_cost():
        rewrap_password(user, opened, password)
    return opened, None


def rewrap_password(user: User, opened: OpenVault, password: str) -> None:
    """From now on `password` opens the vault. The recovery key stays as it is."""
    with transaction.atomic():
        row = Vault.objects.select_for_update().get(owner=user)
        _wrap_under_password(row, opened.keyring, password)
        row.sealed_at = None
        row.save()


def renew_recovery_key(user: User, opened: AnyVault) -> str:
    """A new recovery key, as it is shown. The one before it opens nothing any more.

    Raises `Locked` for a closed vault.
    """
    if isinstance(opened, ClosedVault):
        raise Locked
    with transaction.atomic():
        row = Vault.objects.select_for_update().get(owner=user)
        recovery_key = _wrap_under_new_recovery_key(row, opened.keyring)
        row.save()
    return recovery_key


def recovery_key_is_kept(user: User) -> bool:
    return Vault.objects.filter(owner=user, recovery_kept_at__isnull=False).exists()


def recovery_key_was_kept(user: User) -> None:
    """They have shown, by retyping part of it, that they have it."""
    Vault.objects.filter(owner=user).update(recovery_kept_at=timezone.now())


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


def _unwrap_with_password(row: Vault, password: str) -> Keyring:
    cost = Cost(row.time_cost, row.memory_kib)
    key = vault.password_key(password, bytes(row.password_salt), cost)
    return vault.unwrap(row.password_wrap, key, row.owner_id, "password")


def _wrap_under_password(row: Vault, keyring: Keyring, password: str) -> None:
    cost = current_cost()
    row.time_cost, row.memory_kib = cost.time_cost, cost.memory_kib
    row.password_salt = secrets.token_bytes(vault.SALT_BYTES)
    key = vault.password_key(password, row.password_salt, cost)
    row.password_wrap = vault.wrap(keyring, key, row.owner_id, "password")


def _wrap_under_new_recovery_key(row: Vault, keyring: Keyring) -> str:
    recovery_key = vault.new_recovery_key()
    row.recovery_salt = secrets.token_bytes(vault.SALT_BYTES)
    key = vault.recovery_wrapping_key(recovery_key, row.recovery_salt)
    row.recovery_wrap = vault.wrap(keyring, key, row.owner_id, "recovery")
    row.recovery_kept_at = None
    return vault.write_recovery_key(recovery_key)
