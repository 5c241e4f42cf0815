"""Volumes: a month of entries a second time, folded for searching and sealed as one."""

from accounts.vault import AnyVault
from journal.content import Content
from journal.models import Entry


def put(entry: Entry, vault: AnyVault, content: Content) -> None:
    """Write what `entry` says now into its month's volume, in the entry's own transaction.

    An entry that is closed, or in the bin, is taken out of it. Inside the owner's lock.
    """


def take_out(entry: Entry, vault: AnyVault) -> None:
    """Leave `entry` out of its month's volume from now on. Inside the owner's lock."""
