"""A picture of the person's own, held in view while they sit: the one that the address asks for."""

from accounts import pictures
from accounts.models import User
from accounts.vault import AnyVault
from practices.library import Named, Practice


def held(user: User, vault: AnyVault, practice: Practice, asked: str) -> pictures.Shown | None:
    """The picture of this id, for the practice that has room for one. At most one query.

    None is all that is said of any other: no id, somebody else's, gone, or a closed journal.
    """
    if not can_hold(user, vault, practice) or not asked:
        return None
    return pictures.opened(user, vault, [asked]).get(asked)


def can_hold(user: User, vault: AnyVault, practice: Practice) -> bool:
    """Whether a picture of theirs could be shown in this practice now."""
    return practice.slug == Named.KIND_MEMORY and user.is_authenticated and vault.is_open
