"""The pictures that entries hold: taken in, kept with their words, and let go of with them."""

from accounts.vault import AnyVault
from journal.content import Content
from journal.models import Entry


def let_go_of_unused(entry: Entry, vault: AnyVault, content: Content) -> None:
    """Delete what `entry` holds and neither `content` nor a version or a draft of it shows."""
