"""What can be told of somebody's vault without opening it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import InboxForm, User, Vault


@dataclass(frozen=True, slots=True)
class VaultState:
    """What the day's page may have to say about someone's keys and inbox."""

    recovery_key_is_kept: bool
    inbox_holds_something: bool
    is_partway: bool  # some records still need an earlier data key


def vault_state(user: User) -> VaultState:
    """In one query, since the day's page asks on every visit."""
    rows = Vault.objects.filter(owner=user).annotate(
        waits=Exists(InboxForm.objects.filter(owner=OuterRef("owner")))
    )
    row = rows.values_list("recovery_kept_at", "retiring", "waits").first()
    kept_at, retiring, waits = row or (None, b"", False)
    return VaultState(
        recovery_key_is_kept=kept_at is not None,
        inbox_holds_something=waits,
        is_partway=bool(retiring),
    )
