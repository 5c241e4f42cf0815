"""A picture of the person's own, shown while they sit: the one that the address asks for."""

from uuid import UUID

from accounts.models import User
from accounts.pictures import store
from accounts.vault.sealing import AnyVault
from practices.library.catalogue import Named
from practices.library.practice import Practice


def picture_for(user: User, vault: AnyVault, practice: Practice, asked: str) -> store.Shown | None:
    """The picture of this id, for the practice that has room for one. At most one query.

    None for any other: no id, somebody else's, gone, or a closed journal.
    """
    if not can_show_picture(user, vault, practice) or not asked:
        return None
    return store.open_pictures(user, vault, [asked]).get(asked)


def entry_of_picture(user: User, picture: store.Shown | None) -> UUID | None:
    """The id of a kept entry that shows the picture. At most one query.

    None where there is no picture, or where what shows it is not kept yet.
    """
    return store.page_showing(user, picture.uuid) if picture else None


def can_show_picture(user: User, vault: AnyVault, practice: Practice) -> bool:
    """Whether a picture of theirs could be shown in this practice now."""
    return practice.slug == Named.KIND_MEMORY and user.is_authenticated and vault.is_open
