"""The account's own pages, and the plain ones that anyone may read."""

from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.management import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.forms import Form, ModelForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import keys, lines
from accounts.already_written import hand_back
from accounts.forms import SettingsForm
from accounts.middleware import came_from, open_to_locked
from accounts.requests import GET_POST, PersonRequest
from accounts.vault_forms import (
    KeptRecoveryKeyForm,
    PasswordAgainForm,
    UnlockForm,
    UnsealForm,
)


@require_http_methods(GET_POST)
def recovery(request: PersonRequest) -> HttpResponse:
    """Shows a new recovery key once, and takes two of its groups as proof that it was kept."""
    recovery_key = request.door.carried
    if recovery_key is None:
        return _ask_before_renewing(request, PasswordAgainForm(request.user))
    form = KeptRecoveryKeyForm(recovery_key, request.POST or None)
    if form.is_bound and form.is_valid():
        kept = keys.recovery_key_was_kept(request.user, recovery_key)
        request.door.put_down()
        if not kept:
            messages.warning(request, _("A newer key was made in another browser. Make one here."))
            return redirect("recovery")
        messages.success(
            request, _("Good. Your recovery key will open your journal if you need it.")
        )
        return redirect("today")
    context = {"form": form, "groups": recovery_key.split("-")}
    return render(request, "accounts/recovery.html", context, status=_status(form))


@sensitive_post_parameters()
@require_http_methods(GET_POST)
def recovery_renew(request: PersonRequest) -> HttpResponse:
    """Makes a new key, for someone who gives the password: an open screen is not enough."""
    form = PasswordAgainForm(request.user, request.POST or None)
    if form.is_bound and _guessed_too_often(request):
        return render(request, "429.html", status=429)
    if not form.is_bound or not form.is_valid():
        return _ask_before_renewing(request, form)
    _follow_the_hash(request, form)
    request.door.carry(keys.renew_recovery_key(request.user, request.door.vault))
    return redirect("recovery")


@require_POST
def recovery_later(request: PersonRequest) -> HttpResponse:
    request.door.put_down()
    messages.info(
        request,
        _("There is nothing you have to fill in here. Leave, at the top, locks your journal."),
    )
    return redirect("today")


@require_safe
def recovery_download(request: PersonRequest) -> HttpResponse:
    recovery_key = request.door.carried
    if recovery_key is None:
        return redirect("recovery")
    context = {"recovery_key": recovery_key, "address": request.build_absolute_uri("/")}
    response = render(request, "accounts/recovery_key.txt", context, content_type="text/plain")
    response["Content-Disposition"] = 'attachment; filename="recovery-key.txt"'
    return response


@sensitive_post_parameters()
@open_to_locked
@require_http_methods(GET_POST)
def unlock(request: PersonRequest) -> HttpResponse:
    """Opens a locked vault with the password, or a sealed one with what opened it before."""
    if request.door.vault.is_open:
        return HttpResponseRedirect(_next(request))
    if request.method == "POST" and _guessed_too_often(request):
        return render(request, "429.html", status=429)
    if keys.is_sealed(request.user):
        return _unseal(request)
    form = UnlockForm(request.user, request.POST or None)
    if not form.is_bound or not form.is_valid():
        return render(request, "accounts/unlock.html", {"form": form}, status=_status(form))
    if form.opened is None:  # the password was changed from outside: now it is sealed
        return redirect(request.get_full_path())
    _follow_the_hash(request, form)
    request.door.open_with(form.opened)
    if form.recovery_key:
        request.door.carry(form.recovery_key)
        return redirect("recovery")
    return HttpResponseRedirect(_next(request))


def _unseal(request: PersonRequest) -> HttpResponse:
    form = UnsealForm(request.user, request.POST or None)
    if form.is_bound and form.is_valid() and form.opened:
        request.door.carry(form.keep(form.opened))
        _follow_the_hash(request, form)
        request.door.open_with(form.opened)
        messages.success(request, _("Your journal is open again. Here is a new recovery key."))
        return redirect("recovery")
    return render(request, "accounts/unseal.html", {"form": form}, status=_status(form))


def _ask_before_renewing(request: PersonRequest, form: PasswordAgainForm) -> HttpResponse:
    context = {"form": form, "kept": keys.recovery_key_is_kept(request.user)}
    return render(request, "accounts/recovery_renew.html", context, status=_status(form))


def _guessed_too_often(request: PersonRequest) -> bool:
    return not ratelimit.consume(request, action="reauthenticate", user=request.user)


def _follow_the_hash(request: PersonRequest, form: PasswordAgainForm) -> None:
    """Keep this session, where checking the password made its hash anew."""
    if form.rehashed:
        update_session_auth_hash(request, request.user)
        UserSession.objects.create_from_request(request)


@require_POST
@open_to_locked
def lock(request: PersonRequest) -> HttpResponse:
    back = came_from(request)
    request.door.lock()
    return redirect_to_login(back, reverse("unlock"))


@require_http_methods(GET_POST)
def settings_page(request: PersonRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect("settings")
    return render(request, "accounts/settings.html", {"form": form}, status=_status(form))


@login_not_required
@require_safe
def leave_now(request: PersonRequest) -> HttpResponse:
    """Locks first, then goes somewhere that looks like nothing much.

    A GET, so that it is a plain link: the site's own policy lets no form lead
    off-site. The worst another site can do with it is lock someone's journal.
    """
    target = settings.DEARSELF_EXIT_URL
    if request.user.is_authenticated:
        request.door.lock()
        target = request.user.exit_url or target
    response = HttpResponseRedirect(target)
    response.headers["Referrer-Policy"] = "no-referrer"
    if settings.SESSION_COOKIE_SECURE:
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


@login_not_required
@require_safe
def help_page(request: PersonRequest) -> HttpResponse:
    countries = lines.countries(skip_broken=True)
    code = request.GET.get("country", _country_nearby(request)).lower()
    chosen = next((country for country in countries if country.code == code), None)
    context = {"countries": countries, "chosen": chosen}
    return render(request, "accounts/help.html", context)


def _country_nearby(request: PersonRequest) -> str:
    """The country of a signed-in person's time zone: their lines come first, unasked."""
    if not request.user.is_authenticated:
        return ""
    return lines.country_of_zone(request.user.time_zone)


@login_not_required
@require_safe
def safety(request: PersonRequest) -> HttpResponse:
    return render(request, "accounts/safety.html")


@login_not_required
@require_safe
def privacy(request: PersonRequest) -> HttpResponse:
    own = settings.DEARSELF_DATA / "privacy.txt"
    host_words = own.read_text(encoding="utf-8") if own.is_file() else ""
    context = {"host_words": host_words, "host_name": settings.DEARSELF_HOST_NAME}
    return render(request, "accounts/privacy.html", context)


@login_not_required
@require_safe
def healthz(request: PersonRequest) -> HttpResponse:
    """200 when the database answers and has every migration; 503 otherwise. Says no more."""
    try:
        executor = MigrationExecutor(connection)
        ready = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, CommandError):
        ready = False
    return HttpResponse("ok" if ready else "not ready", status=200 if ready else 503)


def csrf_failure(request: PersonRequest, reason: str = "") -> HttpResponse:
    """The page had grown old, or another tab signed in again. Hands back what was typed."""
    return hand_back(request, "old", came_from(request), status=403)


def _next(request: PersonRequest) -> str:
    """Where the person was going, if that is a page of ours; else today."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return reverse("today")


def _status(form: Form | ModelForm) -> int:
    return 422 if form.is_bound else 200
