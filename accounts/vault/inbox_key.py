"""The public key of a person's inbox, in their `Vault` row: sealed to while that is closed."""

import logging
from dataclasses import dataclass

from accounts.disk import reserve
from accounts.models import User, Vault
from accounts.vault.sealing import OpenVault, Sealable, Stored, VaultError, seal_to_inbox

logger = logging.getLogger(__name__)


class NoInbox(VaultError):
    """Nothing can be sealed to this person: there is no key, not that key, or not that person."""


@dataclass(frozen=True, slots=True)
class InboxKey:
    """A public key, and the id of the data key that it follows from."""

    key_id: int
    public: Stored

    def seal(self, record: Sealable, name: str, padded: bytes) -> bytes:
        """Raises `NoInbox` where the stored key is none: it is put right at the next opening."""
        try:
            return seal_to_inbox(self.public, self.key_id, record, name, padded)
        except ValueError as error:
            raise NoInbox from error


def publish(user: User, opened: OpenVault) -> None:
    """See that the key which is sealed to is this vault's. Call it under the lock.

    There is none yet where the vault was made before there were inboxes. One that differs
    was changed in the database; what was sealed to it does not open here.
    """
    row = Vault.objects.filter(owner=user)
    stored = row.values_list("inbox_key", flat=True).get()
    if stored is None or bytes(stored) != opened.inbox_key:
        row.update(inbox_key=opened.inbox_key)
        if stored is not None:
            logger.error("The key of an inbox was not its vault's. Now it is.")


def lock_to_seal(owner: User) -> InboxKey:
    """The key to seal to, and the owner's lock. Call it in the transaction that writes.

    From here to the end of it no new keys are made, and their journal is not opened.
    Raises `NoInbox`, and `reserve.NoRoom` where the disk is too full for new words.
    """
    reserve.refuse_below_the_floor()
    rows = Vault.objects.select_for_update().filter(owner=owner, owner__is_active=True)
    row = rows.only("owner_id", "key_id", "inbox_key").first()
    if row is None or row.inbox_key is None:
        raise NoInbox
    return InboxKey(row.key_id, row.inbox_key)
