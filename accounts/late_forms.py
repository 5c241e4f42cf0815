"""A form that came too late: its writer was signed out or locked, or the page had grown old.

What it holds waits in its writer's inbox (`inbox.inbox`) until their journal is opened; where
it is open, it becomes a draft at once. Whatever can be neither is returned on a page, to be
copied, and stored nowhere. Reasons are "signed-out", "locked" and "old" (the form's CSRF token
is of another sign-in).
"""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.inbox import inbox, token
from accounts.inbox.inbox import Form, Outcome, Result
from accounts.inbox.rescue import already_written, is_worth_keeping
from accounts.models import User
from accounts.vault.inbox_key import NoInbox
from accounts.vault.quota import JournalFull
from accounts.vault.sealing import Locked

FROM_HERE = {"same-origin", "none"}  # `Sec-Fetch-Site`, by the Fetch Metadata draft of the W3C

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Whose form it is, and the visit that its page was shown in."""

    user: User
    visit: bytes
    key_id: int | None = None  # where the form says which data key it was shown under


def answer_late_form(request: HttpRequest, why: str, onward: str) -> HttpResponse:
    """Answer a form that came too late. `onward`: where to go where it holds nothing.

    Files do not wait. Where there was nothing else, their writer is told so on the next page.
    """
    result = take_late_form(request, why)
    if result is not None:
        return _answer_of(request, why, result)
    if why != "old" and not is_worth_keeping(request.POST):
        if carried_files(request):
            messages.info(request, _("The pictures could not wait. Please choose them again."))
        return redirect(onward)
    return return_on_page(request, why, onward, status=403)


def take_late_form(request: HttpRequest, why: str) -> Result | None:
    """Put the form into its writer's inbox, or make a draft of it at once. None: neither.

    Whoever sends it proves by their session that it is theirs, or by the token in it.
    """
    if not is_worth_keeping(request.POST) or is_from_elsewhere(request):
        return None
    writer = _writer(request, why)
    try:
        if writer is None:
            return None
        if why == "old" and request.user.is_authenticated and request.vault.is_open:  # type: ignore[attr-defined] # ours
            return _draft_at_once(request, writer)
        _seal(request, writer)
    except (NoInbox, JournalFull, Locked):
        return None
    except DatabaseError as error:
        logger.error("A form could not be taken: %s", type(error).__name__)
        return None
    return Result(Outcome.NOT_YET)


def names_another(request: HttpRequest, sent: QueryDict) -> bool:
    """Whether a form names another person than the one signed in: one who was, when it opened."""
    named = token.read_token(sent.get("whose", ""))
    return named is not None and named.owner != request.user.pk


def seal_for_another(request: HttpRequest) -> None:
    """Put a form that names another person into their inbox, if its token counts."""
    named = token.read_token(request.POST.get("whose", ""))
    if named is None or is_from_elsewhere(request) or not is_worth_keeping(request.POST):
        return
    try:
        if (writer := _writer_named(named)) is not None:
            _seal(request, writer)
    except (NoInbox, JournalFull):
        return
    except DatabaseError as error:
        logger.error("A form of somebody else's could not be taken: %s", type(error).__name__)


def return_on_page(request: HttpRequest, why: str, onward: str, status: int) -> HttpResponse:
    """A page with the form's words on it, stored nowhere. It knows the reasons above, and "gone"
    and "closed" (meanwhile)."""
    context: dict[str, object] = {"why": why, "onward": onward}
    context["files"] = carried_files(request) or any(request.POST.getlist("pictures"))
    context["words"] = already_written(request.POST)
    return render(request, "accounts/returned.html", context, status=status)


def carried_files(request: HttpRequest) -> bool:
    """Whether the form came with files, taken or not. `pictures.upload_handler` says so."""
    return getattr(request, "carried_files", False)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this form. It is never taken."""
    came_from = request.headers.get("Sec-Fetch-Site")
    if came_from is not None:
        return came_from not in FROM_HERE
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def _writer(request: HttpRequest, why: str) -> _Writer | None:
    """None where nothing shows whose form it is."""
    user, named = request.user, token.read_token(request.POST.get("whose", ""))
    if not isinstance(user, User):
        return _writer_named(named) if named else None
    # While it is locked its CSRF token was good: the page was this sign-in's.
    if why == "locked" or (named is not None and named.owner == user.pk):
        return _Writer(user, token.visit_of(user, request.session.session_key or ""))
    return None


def _writer_named(named: token.Token) -> _Writer | None:
    user = token.owner_in_visit(named)
    return _Writer(user, named.visit, named.key_id) if user else None


def _draft_at_once(request: HttpRequest, writer: _Writer) -> Result | None:
    """A page that saves by itself goes on after this: of it only the last state is to stand."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        _seal(request, writer)
        return Result(Outcome.NOT_YET)
    result = inbox.result_of(writer.user, request.vault, _form(request))  # type: ignore[attr-defined] # ours
    if result.outcome.stays:
        return None
    inbox.delete_page_forms(writer.user, page=_page(request))
    return result


def _seal(request: HttpRequest, writer: _Writer) -> None:
    inbox.seal_form(
        writer.user,
        _form(request),
        visit=writer.visit,
        page=_page(request),
        key_id=writer.key_id,
    )


def _form(request: HttpRequest) -> Form:
    return Form(request.path, request.POST.urlencode(), carried_files(request))


def _page(request: HttpRequest) -> bytes:
    """A hash that tells pages apart.

    Each page that is opened has a CSRF token of its own, and each of its forms a draft. So a
    page's later state takes the place of its earlier one, and of nothing else, also where two
    tabs go on with one draft.
    """
    page = request.POST.get("csrfmiddlewaretoken") or secrets.token_hex()
    form = request.POST.get("draft") or request.path
    return hashlib.sha256(f"{page} {form}".encode()).digest()[:16]


def _answer_of(request: HttpRequest, why: str, result: Result) -> HttpResponse:
    """On to the page of the draft, or to the inbox, by signing in or unlocking."""
    if result.outcome is Outcome.NOT_YET:
        there = reverse("inbox")
        if not request.user.is_authenticated:
            return redirect_to_login(there, reverse("account_login"))
        return redirect_to_login(there, reverse("unlock")) if why == "locked" else redirect(there)
    if result.outcome is Outcome.DRAFT:
        messages.info(request, _("Your words are back. Press Keep when you are ready."))
    elif result.outcome is Outcome.KEPT_ALREADY:
        messages.info(request, _("What you sent had been kept already."))
    if carried_files(request):
        messages.info(request, _("The pictures could not come along. Please choose them again."))
    return redirect(result.page or "today")
