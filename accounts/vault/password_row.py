"""A new password's place in the person's row, written by one hand at a time."""

from accounts.models import User
from accounts.vault.sealing import Locked


class PasswordChanged(Locked):
    """The password was changed since it was checked, in another browser. Nothing was written."""


def lock_person(user: User) -> None:
    """Let one change of how this person signs in through at a time. Call it in a transaction,
    and before anything locks their vault.

    Raises `PasswordChanged` where the row does not hold the hash that `user` was read with.
    """
    rows = User.objects.select_for_update(no_key=True)  # rows that point to it can be written
    if rows.filter(pk=user.pk).values_list("password", flat=True).first() != user.password:
        raise PasswordChanged


def write_password(user: User, hashed: str) -> None:
    """Write `hashed` in place of the hash that `user` was read with. Raises `PasswordChanged`.

    `user` itself stays as it is until the commit. An address that waits to be confirmed is
    forgotten: a thief may have asked for it.
    """
    lock_person(user)
    User.objects.filter(pk=user.pk).update(password=hashed)
    user.forget_waiting_address()
