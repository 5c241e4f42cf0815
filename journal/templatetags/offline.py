"""The script that keeps words without a connection, with the key that it takes out of the page."""

from typing import Any

from django import template

from journal.drafts.offline_key import key_for

register = template.Library()


@register.inclusion_tag("journal/partials/offline.html", takes_context=True)
def offline_drafts(context: dict[str, Any]) -> dict[str, object]:
    """Nothing where the journal is not open: there is no key then."""
    vault = context["request"].vault
    return {"offline": key_for(vault) if vault.is_open else None}
