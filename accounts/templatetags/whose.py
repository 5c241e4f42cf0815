"""The hidden field that says whose words a form holds."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.inbox import token
from accounts.vault.sealing import OpenVault

register = template.Library()


@register.simple_tag(takes_context=True)
def whose(context: dict[str, Any]) -> SafeString:
    """`{% whose %}`, in a form that people write in. Nothing where the journal is not open."""
    request = context["request"]
    vault = getattr(request, "visit", None) and request.visit.vault
    if not isinstance(vault, OpenVault):
        return SafeString()
    visit = token.visit_of(request.user, request.session.session_key or "")
    named = token.issue_token(request.user, visit=visit, key_id=vault.keyring.current)
    return format_html('<input type="hidden" name="whose" value="{}">', named)
