"""What happens around every page, in the order that settings name it."""

import logging
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts.arrivals import after_opening
from accounts.disk import reserve
from accounts.error_pages import is_away, not_now, refused
from accounts.inbox.utf8_parser import BrokenText, TextAsItWasSent
from accounts.late_forms import answer_late_form, names_another, seal_for_another
from accounts.vault.sealing import Locked
from accounts.vault.visit import Visit

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SIGNING_OUT = {"account_logout"}


def watch_the_disk(get_response: GetResponse) -> GetResponse:
    """Make room where next to none is left, before anything is written."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        reserve.watch()
        return get_response(request)

    return middleware


def hide_key_cookies(get_response: GetResponse) -> GetResponse:
    """Take the cookies that hold keys out of the request before anything can copy them.

    allauth writes `request.META` into the session when it asks for a password
    again. With a key beside what it opens, the row would open alone.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.key_cookie = None  # type: ignore[attr-defined] # ours
        request.words_cookies = {}  # type: ignore[attr-defined] # ours
        header = request.META.get("HTTP_COOKIE", "")
        kept = []
        for part in header.split(";"):
            name, _, value = part.strip().partition("=")
            if name == settings.KEY_COOKIE_NAME:
                request.key_cookie = _unquoted(value)  # type: ignore[attr-defined] # ours
            elif name.startswith(settings.WORDS_COOKIE_NAME):
                request.words_cookies[name] = _unquoted(value)  # type: ignore[attr-defined] # ours
            else:
                kept.append(part.strip())
        if header:
            request.META["HTTP_COOKIE"] = "; ".join(kept)
            request.__dict__.pop("COOKIES", None)
        return get_response(request)

    return middleware


def _unquoted(value: str) -> str:
    morsel = SimpleCookie(f"key={value}").get("key")
    return morsel.value if morsel else ""


def private_by_default(get_response: GetResponse) -> GetResponse:
    """No page is kept by the browser or a proxy, unless its view says otherwise."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def refuse_broken_text(get_response: GetResponse) -> GetResponse:
    """400 for a form that holds NUL or bytes that are not UTF-8, with its words to copy.

    Django would replace such bytes without a word, and nobody's words are to
    be changed without a word. The page, `error_pages.not_understood`, says that they were.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST":
            _refuse_what_is_not_utf8(request)
        sent = request.POST if request.method == "POST" else request.GET
        if any("\0" in text for text in _texts(sent)):
            raise BrokenText("The form holds a NUL character.", _mended(sent))
        return get_response(request)

    return middleware


def _refuse_what_is_not_utf8(request: HttpRequest) -> None:
    if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
        raise BadRequest("The form is not in UTF-8.")
    # A form in parts can carry pictures: its body is never in memory whole, and its parser looks.
    request.multipart_parser_class = TextAsItWasSent  # type: ignore[assignment] # stubs ask for one, not its class
    if request.content_type == "application/x-www-form-urlencoded":
        try:
            unquote_to_bytes(request.body).decode()  # before request.POST takes it away
        except UnicodeDecodeError as error:
            why = "The form holds text that is not UTF-8."
            raise BrokenText(why, _mended(request.POST)) from error  # Django has replaced it


def _mended(sent: QueryDict) -> QueryDict:
    """A copy with the sign for what cannot be read in place of each NUL."""
    mended = QueryDict(mutable=True)
    for name, values in sent.lists():
        mended.setlist(name, [text.replace("\0", "\ufffd") for text in values])
    return mended


def _texts(sent: QueryDict) -> Iterator[str]:
    """Every name and value of a form."""
    for name, values in sent.lists():
        yield name
        yield from values


def keep_no_post_in_the_session(get_response: GetResponse) -> GetResponse:
    """Let go of a form that allauth has put aside, in clear, while it asks for the password again.

    It is a form of the account's, with no words in it. The page is asked for anew afterwards.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if "request" in (request.session.get(STATE_SESSION_KEY) or {}):
            del request.session[STATE_SESSION_KEY]
        return response

    return middleware


def as_the_person(get_response: GetResponse) -> GetResponse:
    """Days and words as the signed-in person has them: their time zone, their language."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(request.user.zone), translation.override(request.user.language):
            return get_response(request)

    return middleware


class InvalidFormsAnswer422:
    """allauth answers 200 to a form that is not valid. Programs should see what people see."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        form = (response.context_data or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and form and form.errors:
            response.status_code = 422
        return response


class FormsOfSomeoneElse:
    """A form that names another person than the one signed in is never taken and never shown.

    They had signed in here, left a page open, and somebody else sends it. Before the view: a
    view would look for its row among the rows of whoever is signed in, miss it, and return the
    words on a page. And before the check of its CSRF token, whose failure does the same. The
    answer is that for anything of somebody else's; its words go to their own writer's inbox,
    if the visit that they were written in goes on, and nowhere else.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        if request.method != "POST" or not request.user.is_authenticated:
            return
        if names_another(request, request.POST):
            seal_for_another(request)
            raise Http404


class SignedInOnly(LoginRequiredMiddleware):
    """Django's, but what a form holds is kept for its writer meanwhile."""

    def handle_no_permission(  # type: ignore[override] # a page, too, not only a redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        to_sign_in = redirect_to_login(came_from(request), reverse("account_login"))
        if request.method == "POST":
            return answer_late_form(request, "signed-out", to_sign_in.url)
        return to_sign_in


class VaultMiddleware:
    """Gives every request its visit and its vault, and keeps locked people out of their pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        visit = Visit(request, request.key_cookie)  # type: ignore[attr-defined] # ours
        request.visit = visit  # type: ignore[attr-defined] # ours
        request.vault = SimpleLazyObject(lambda: visit.vault)  # type: ignore[attr-defined] # ours
        visit.check_cookie()
        response = self.get_response(request)
        visit.close(response)
        # The second is so for an hour after an upgrade: `inbox.parked_before`.
        if visit.has_opened or request.words_cookies:  # type: ignore[attr-defined] # ours
            after_opening(request, response)  # type: ignore[arg-type] # it has a visit by now
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if (
            request.user.is_authenticated
            and not works_while_locked(request, view)
            and not request.visit.vault.is_open  # type: ignore[attr-defined] # ours
        ):
            return to_unlock(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, Locked):
            return to_unlock(request)
        if page := refused(request, error, came_from(request)):
            return page
        return not_now(request, error) if is_away(error) else None


def works_while_locked(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Public pages, signing out, and views marked with `@open_to_locked`."""
    return (
        not getattr(view, "login_required", True)
        or getattr(view, "open_to_locked", False)
        or (request.resolver_match is not None and request.resolver_match.url_name in SIGNING_OUT)
    )


def open_to_locked[View: Callable[..., Any]](view: View) -> View:
    """Mark a view that needs a signed-in person, but not their open vault."""
    view.open_to_locked = True  # type: ignore[attr-defined] # ours
    return view


def to_unlock(request: HttpRequest) -> HttpResponseBase:
    """To the lock, and back to where the person was. Words on the way come along, sealed."""
    unlocking = redirect_to_login(came_from(request), reverse("unlock"))
    return (
        answer_late_form(request, "locked", unlocking.url)
        if request.method == "POST"
        else unlocking
    )


def came_from(request: HttpRequest) -> str:
    """The page someone was on: this one, or for a form the page it was on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    ours = page.netloc == request.get_host() and page.path.startswith("/")
    return page._replace(scheme="", netloc="").geturl() if ours else reverse("today")
