"""Starting over, for someone whose journal is sealed and who has nothing that opens it."""

from django.db import transaction

from accounts.disk import vacuum
from accounts.models import User
from accounts.vault import keys
from accounts.vault.sealed_models import sealed_models
from accounts.vault.sealing import OpenVault


def replace_sealed_journal(user: User, password: str) -> tuple[OpenVault, str]:
    """Delete every sealed record of this person for good, and make them a new, empty vault.

    One commit: cut off at any moment, either all is as it was or all of it is gone.
    Returns the vault, open under `password`, and its recovery key as it is shown.
    Raises `NotSealed` where the vault opens: nobody's words are deleted that can be read.
    """
    with transaction.atomic():
        opened, recovery_key = keys.begin_anew(user, password)
        for model in sealed_models():
            model._base_manager.filter(owner=user).only("pk").delete()
        vacuum.after_delete()
    return opened, recovery_key
