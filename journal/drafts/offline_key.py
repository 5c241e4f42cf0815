"""What a page is given so that its words outlast a lost connection: a key, and a mark of whose.

`static/js/offline.js` seals with them on the device. See docs/decisions/0019.
"""

import base64
from dataclasses import dataclass, field

from accounts.vault.sealing import OpenVault

MARK_BYTES = 16


@dataclass(frozen=True, slots=True)
class OfflineKey:
    """A key and a mark, as a JSON Web Key has bytes (RFC 7518, 6.4.1): base64url, not padded.

    The mark tells one person's records from another's, and names nobody.
    """

    key: str = field(repr=False)
    mark: str


def key_for(vault: OpenVault) -> OfflineKey:
    """The key of this person's drafts on any device, until they take new keys.

    Only for pages that are never stored: whoever has it can read what lies on the device.
    """
    key = vault.page_key("offline-drafts")
    mark = vault.page_key("offline-owner")[:MARK_BYTES]
    return OfflineKey(_written(key), _written(mark))


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
