"""Where to go on to, when an address comes with a request."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def page_of_ours(request: HttpRequest, address: str, otherwise: str) -> str:
    """The address, if it is the path of a page of ours; else the page with this URL name."""
    is_path = address.startswith("/") and not address.startswith("//")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_path and ours else reverse(otherwise)
