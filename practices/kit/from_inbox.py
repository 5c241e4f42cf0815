"""Something for the kit that could not be taken when it was sent: where it was typed."""

from django.urls import Resolver404, resolve, reverse

from accounts.inbox.inbox import Form, Outcome, Result
from accounts.models import User
from accounts.vault.sealing import AnyVault
from practices.models import KitItem

PAGES = {"kit-add", "kit-item"}


def to_be_copied(user: User, vault: AnyVault, form: Form) -> Result | None:
    """To be copied, for the kit keeps no drafts. None for no form of the kit's."""
    try:
        page = resolve(form.path)
    except Resolver404:
        return None
    if page.url_name not in PAGES:
        return None
    uuid = page.kwargs.get("uuid")
    if uuid and not KitItem.objects.of(user).filter(uuid=uuid).exists():  # let go of meanwhile
        return Result(Outcome.TO_COPY, reverse("kit"))
    return Result(Outcome.TO_COPY, form.path)
