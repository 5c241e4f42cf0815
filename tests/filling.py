"""What the arguments of each route are filled with: Ada's own, and one that is nobody's."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator

from accounts.inbox import inbox
from accounts.models import InboxForm
from journal.keeping import keep
from journal.models import Draft, Entry
from tests.pages import send
from tests.people import Person

type Filled = tuple[dict[str, Any], dict[str, Any]]


def _letter(ada: Person) -> Filled:
    return {"uuid": ada.letter("Ada's words.", title="Ada's title").uuid}, {"uuid": uuid4()}


def _changed(ada: Person) -> Filled:
    letter = ada.letter("Ada's words.", title="Ada's title")
    send(ada, f"/journal/{letter.uuid}/edit/", {"body": "Ada's later words.", "base": 1})
    return {"uuid": letter.uuid}, {"uuid": uuid4()}


def _version(ada: Person) -> Filled:
    real, unknown = _changed(ada)
    return real | {"number": 1}, unknown | {"number": 1}


def _closed(ada: Person) -> Filled:
    closed = ada.letter("Ada's words.", title="Ada's title", opens_on=date(2031, 3, 14))
    return {"uuid": closed.uuid}, {"uuid": uuid4()}


def _picture(ada: Person) -> Filled:
    return {"uuid": ada.picture("Ada's words.").uuid}, {"uuid": uuid4()}


def _binned(ada: Person) -> Filled:
    letter = ada.letter("Ada's words.", title="Ada's title")
    keep.bin_entry(ada.user, ada.vault, letter)
    return {"uuid": letter.uuid}, {"uuid": uuid4()}


def _draft(ada: Person) -> Filled:
    ada.browser.post("/journal/drafts/", {"form": "letter", "body": "Ada's words."})
    return {"uuid": Draft.objects.of(ada.user).get().uuid}, {"uuid": uuid4()}


def _day(ada: Person) -> Filled:
    """Two Mondays, so that only the numbers on the pages differ."""
    if not Entry.objects.with_closed(ada.user).days().exists():
        ada.day(date(2026, 6, 1), focus_1="Ada's words.", given="Ada's words.")
    return {"day": "2026-06-01"}, {"day": "2026-06-08"}


def _kit_item(ada: Person) -> Filled:
    return {"uuid": ada.kit("line", text="Ada's words.").uuid}, {"uuid": uuid4()}


def _inbox_form(ada: Person) -> Filled:
    form = inbox.Form("/practices/kit/add/line/", "kit_line=Ada's words.")
    inbox.seal_form(ada.user, form, visit=bytes(16), page=bytes(16))
    return {"uuid": InboxForm.objects.get(owner=ada.user).uuid}, {"uuid": uuid4()}


def _practice(ada: Person) -> Filled:
    return {"slug": "three-lines"}, {"slug": "no-such-practice"}


def _shelf(ada: Person) -> Filled:
    return {"kind": "line"}, {"kind": "no-such-shelf"}


def _security_key(ada: Person) -> Filled:
    said = {"name": "Ada's title", "credential": {}}
    key = Authenticator.objects.create(user=ada.user, type="webauthn", data=said)
    return {"pk": key.pk}, {"pk": key.pk + 1000}


def _confirmation(ada: Person) -> Filled:
    key = EmailConfirmationHMAC(ada.user.emailaddress_set.get()).key
    return {"key": key}, {"key": key[::-1]}


def _reset(ada: Person) -> Filled:
    key, whose = default_token_generator.make_token(ada.user), user_pk_to_url_str(ada.user)
    return {"uidb36": whose, "key": key}, {"uidb36": whose, "key": key[::-1]}


FILLED: dict[str, Callable[[Person], Filled]] = {
    "entry": _letter,
    "entry-edit": _letter,
    "entry-versions": _changed,
    "version-restore": _version,
    "entry-open": _closed,
    "entry-reply": _letter,
    "entry-mark": _letter,
    "entry-markdown": _letter,
    "picture": _picture,
    "picture-small": _picture,
    "entry-delete": _letter,
    "entry-restore": _binned,
    "entry-let-go": _binned,
    "draft-discard": _draft,
    "day": _day,
    "day-morning": _day,
    "day-evening": _day,
    "kit-item": _kit_item,
    "kit-move": _kit_item,
    "kit-delete": _kit_item,
    "inbox-let-go": _inbox_form,
    "practice": _practice,
    "practice-sit": _practice,
    "practice-after": _practice,
    "practice-done": _practice,
    "practice-favourite": _practice,
    "kit-add": _shelf,
    "mfa_edit_webauthn": _security_key,
    "mfa_remove_webauthn": _security_key,
    "account_confirm_email": _confirmation,
    "account_reset_password_from_key": _reset,
}
