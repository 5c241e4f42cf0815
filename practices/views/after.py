"""After a practice: how it is now, and what to do with that."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import msgspec
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import half_at_hand, now_of
from accounts.late_forms import return_on_page
from accounts.requests import GET_POST, PersonRequest
from accounts.vault.quota import JournalFull
from accounts.vault.sealing import Locked
from practices.after import gentle_mode, sittings
from practices.after.sittings import PastSitting
from practices.after.suggest import suggest
from practices.kit import items, starters
from practices.kit.grounding import grounding, people
from practices.library import catalogue
from practices.library.filters import asks_least
from practices.library.practice import Practice
from practices.library.vocabulary import RESPONSES
from practices.models import KitItem, SittingRecord
from practices.player.answer_keeper import SetAside, answer_keeper
from practices.views.access import practice_or_404
from practices.views.remembered_choices import choices_of, has_met

CARE_SHOWN, PEOPLE_SHOWN = 4, 2  # more would be something to choose from
UNKEPT = {
    "busy": _("How it was could not be kept just now. Nothing else is lost."),
    "full": _("Your journal holds as much as it may, so how it was is not kept."),
    "locked": _("Your journal is locked, so how it was is not kept."),
    "old": _("The page before this one had grown old, so how it was is not kept."),
}
MOST_TIMES_LONGER = 3  # than a practice's longest: whatever a clock says beyond is not believed


class SentSitting(msgspec.Struct, frozen=True):
    """What a form, or an address, tells of a sitting. Whatever makes no sense is left out."""

    response: str
    seconds: int
    uuid: UUID
    told: bool  # their page told them that nothing is kept
    written: dict[str, str]  # `note` or `draft`, with its id


def _sitting_in(sent: QueryDict, practice: Practice) -> SentSitting:
    response = sent.get("response", "")
    written = _written(sent)
    return SentSitting(
        response=response if response in RESPONSES else "",
        seconds=_seconds(sent.get("seconds", ""), practice),
        uuid=_uuid(sent.get("sitting", "")) or _sitting_of(written.get("note") or _entry(sent)),
        told="told" in sent,
        written=written,
    )


def _entry(sent: QueryDict) -> str | None:
    """The note that the form of a sitting would become."""
    entry = _uuid(sent.get("entry", ""))
    return str(entry) if entry else None


def _sitting_of(note: str | None) -> UUID:
    """One note is of one sitting, however often its page is opened. Nobody else can tell which."""
    if note is None:
        return uuid4()
    return UUID(bytes=salted_hmac("practices.sitting", note, algorithm="sha256").digest()[:16])


def _written(sent: QueryDict) -> dict[str, str]:
    found = {name: _uuid(sent.get(name, "")) for name in ("note", "draft")}
    return {name: str(uuid) for name, uuid in found.items() if uuid}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _seconds(text: str, practice: Practice) -> int:
    try:
        return max(0, min(practice.longest * MOST_TIMES_LONGER, int(text)))
    except ValueError:
        return 0


# --- how is it now? ---------------------------------------------------------------


@login_not_required
@csrf_exempt  # `_is_from_this_page` looks: a page that grew old leads on, and keeps nothing
@require_http_methods(GET_POST)
def after(request: PersonRequest, slug: str) -> HttpResponse:
    """Softer, the same, harder, numb, or nothing. The answer is kept where it can be.

    Nothing may stand between someone and steady ground: what cannot be kept is not, and the
    page they come to says so.
    """
    if request.method == "POST":
        return _answered(request, slug)
    practice = practice_or_404(slug)
    sitting = _sitting_in(request.GET, practice)
    return render(
        request,
        "practices/after.html",
        {"practice": practice, "sitting": sitting, "responses": RESPONSES.items()},
    )


def _answered(request: PersonRequest, slug: str) -> HttpResponse:
    """Keep what can be kept, words first, and lead on. From a practice that is gone, too."""
    practice = catalogue.practice(slug)
    if practice is None:
        return return_on_page(request, "old", reverse("steady"), status=404)
    aside = SetAside()
    sitting = _sitting_in(request.POST, practice)
    if "practice" in request.POST:  # the sitting's own form: its draft's name is not yet a draft's
        is_ours = _is_from_this_page(request)
        aside = answer_keeper().set_aside(request, practice, is_ours=is_ours)
        written = {"draft": str(aside.draft)} if aside.draft else {}
        sitting = msgspec.structs.replace(sitting, written=written)
    if aside.response is not None:
        return aside.response  # their words are on it, and nowhere else
    if "stop" in request.POST:
        query = sitting.written | {"seconds": str(sitting.seconds), "sitting": str(sitting.uuid)}
        return _go(reverse("practice-after", args=[slug]), query)
    return _lead_on(request, practice, sitting, _keep(request, practice, sitting))


def _keep(request: PersonRequest, practice: Practice, sitting: SentSitting) -> str:
    """Keep the sitting of someone whose journal is open. Returns why it could not be, or nothing.

    Half past midnight belongs to the evening before, as in the log: `half_at_hand`.
    """
    if not request.user.is_authenticated:
        return ""
    if not _is_from_this_page(request):
        return "old"
    record = SittingRecord(practice.slug, sitting.seconds, sitting.response)
    day, _half = half_at_hand(request.user)
    try:
        sittings.keep(request.user, request.vault, uuid=sitting.uuid, record=record, day=day)
    except Locked:
        return "" if sitting.told else "locked"
    except JournalFull:
        return "full"
    except DatabaseError:
        return "busy"
    return ""


class _LooksOnly(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)  # for nobody to see


def _is_from_this_page(request: HttpRequest) -> bool:
    """Whether the form was ours, of this browser, and of this sign-in."""
    looks = _LooksOnly(lambda _request: HttpResponse())
    return looks.process_view(request, HttpResponse, (), {}) is None


def _lead_on(
    request: PersonRequest, practice: Practice, sitting: SentSitting, unkept: str
) -> HttpResponse:
    """Where the answer leads. The answer itself stands in no address: that of steady ground is
    the one which every step, and the last page, link to."""
    query = dict(sitting.written)
    if unkept == "busy":  # a message, too, would need the database
        query["unkept"] = unkept
    elif unkept:
        messages.info(request, UNKEPT[unkept])
    numb = catalogue.practice(catalogue.Named.NUMB)
    if sitting.response == "numb" and numb is not None and practice.slug != numb.slug:
        return _go(reverse("practice-sit", args=[numb.slug]), _begun(request))
    if sitting.response in {"harder", "numb"}:
        return _go(reverse("steady"), {"from": practice.slug} | query)
    return _go(reverse("practice-done", args=[practice.slug]), query)


def _begun(request: PersonRequest) -> dict[str, str]:
    """For someone who came by Now: numb is no moment for the page before the first practice."""
    return {} if has_met(request) else {"begun": "1"}


def _go(path: str, query: dict[str, str]) -> HttpResponse:
    return redirect(f"{path}?{urlencode(query)}" if query else path)


# --- harder -----------------------------------------------------------------------


@login_not_required
@require_safe
def steady(request: PersonRequest) -> HttpResponse:
    """Steady ground, for anyone: eyes and feet, something to do, people, and what was written."""
    kept = items.items(request.user, request.vault, KitItem.Kind.CARE, KitItem.Kind.PERSON)
    to_call = people(kept, PEOPLE_SHOWN)
    own = items.easiest(kept, CARE_SHOWN)
    context = {
        "grounding": grounding(),
        "touch": choices_of(request).touch,
        "own": bool(own),
        "care": own or items.easiest_of(starters.care().values(), CARE_SHOWN),
        "people": to_call,
        "back_to": catalogue.practice(request.GET.get("from", "")),
        **_common(request),
    }
    if own or to_call:
        context["needs_key"] = True
    return render(request, "practices/steady.html", context | {"shown_again": True})


def _common(request: PersonRequest, recent: list[PastSitting] | None = None) -> dict[str, Any]:
    """What the pages after a check share: what was written, what was not kept, gentle mode."""
    user = request.user
    written = _written(request.GET) if user.is_authenticated else {}
    written = {
        kind: it for kind, it in written.items() if answer_keeper().has(user, kind, UUID(it))
    }
    context: dict[str, Any] = {**written, "unkept": UNKEPT.get(request.GET.get("unkept", ""))}
    if user.is_authenticated:
        day, _half = half_at_hand(user)
        context["proposes_gentle"] = gentle_mode.reason_today(user, request.vault, day, recent)
    if context.get("proposes_gentle"):
        context["needs_key"] = True  # it tells of them: the page goes away with the lock
    return context


# --- softer, the same, or nothing answered ----------------------------------------------


@login_not_required
@require_safe
def done(request: PersonRequest, slug: str) -> HttpResponse:
    """The end, in words that fit what was just answered. For visitors, in words that fit either."""
    practice = practice_or_404(slug)
    recent = _recent(request)
    latest = _latest(request, recent, practice)
    context = {"practice": practice, "response": latest.response, **_common(request, recent)}
    if latest.response:
        context["needs_key"] = True
    if latest.response == "same":
        context["shorter"] = practice.shortest < (latest.seconds or practice.seconds)
        context["another"] = _of_another_kind(request, recent, practice)
    return render(request, "practices/done.html", context)


def _recent(request: PersonRequest) -> list[PastSitting]:
    """The person's sittings, newest first. Nothing for visitors and the locked."""
    if not (request.user.is_authenticated and request.vault.is_open):
        return []
    return sittings.recent(request.user, request.vault)


def _latest(request: PersonRequest, recent: list[PastSitting], practice: Practice) -> PastSitting:
    """Today's latest sitting with it; where there is none, one that says nothing."""
    nothing = PastSitting(date.min, practice.slug)
    if not recent:
        return nothing
    day, _half = half_at_hand(request.user)
    mine = (it for it in recent if it.slug == practice.slug and it.day == day)
    return next(mine, nothing)


def _of_another_kind(
    request: PersonRequest, recent: list[PastSitting], practice: Practice
) -> Practice | None:
    """A gentle one that is done in another way."""
    user = request.user
    others = {
        slug: it
        for slug, it in catalogue.practices().items()
        if asks_least(it) and set(it.kinds).isdisjoint(practice.kinds)
    }
    day, _half = half_at_hand(user)
    hour = now_of(user).hour
    found = suggest(others, hour=hour, minutes=None, recent=recent, gentle=user.gentle, day=day)
    return found[0].practice if found else None
