"""Which pages may use the ballast on a full disk, and how they are asked once more."""

from collections.abc import Callable
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponseBase

from accounts.disk import reserve
from accounts.disk.sqlite_wal import empty_the_log

# Pages of allauth's that get people in and out. Ours are marked with `@may_use_ballast`.
MAY_USE_IT = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_authenticate",
    "usersessions_list",  # signing out elsewhere
}


def may_use_ballast[View: Callable[..., Any]](view: View) -> View:
    """Mark a view that deletes, locks or lets somebody in or out: a full disk must not stop it."""
    view.may_use_ballast = True  # type: ignore[attr-defined] # ours
    return view


def must_wait(request: HttpRequest) -> bool:
    """Whether what this request wants has to wait until the ballast is whole again."""
    return not reserve.is_whole() and not _may_use_it(request)


def once_more(request: HttpRequest, error: OperationalError) -> HttpResponseBase | None:
    """The answer of a view that a full disk had stopped; None if it may not, or still cannot."""
    match = request.resolver_match
    if match is None or not _may_use_it(request):
        return None
    if not reserve.says_full(error) or connection.in_atomic_block:
        return None
    reserve.release()
    empty_the_log()
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except ImmediateHttpResponse as answer:  # allauth's way of saying "go there instead"
        response = answer.response
    except OperationalError:
        return None
    empty_the_log()  # a deletion fills it first
    return response


def _may_use_it(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (
        match.url_name in MAY_USE_IT or getattr(match.func, "may_use_ballast", False)
    )
