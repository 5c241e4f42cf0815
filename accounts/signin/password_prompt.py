"""What the views that ask for a password share: guesses are limited, and the visit goes on."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from allauth.account.internal.flows.password_change import finalize_password_change
from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.forms import Form, ModelForm
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.requests import PersonRequest
from accounts.signin.unlock_forms import PasswordAgainForm


def guesses_are_limited[**More](
    view: Callable[Concatenate[PersonRequest, More], HttpResponseBase],
) -> Callable[Concatenate[PersonRequest, More], HttpResponseBase]:
    """Mark a view whose form takes a password or a key: a form sent too often answers 429.

    All of them share one limit for each person.
    """

    @wraps(view)
    def limited(
        request: PersonRequest, *args: More.args, **kwargs: More.kwargs
    ) -> HttpResponseBase:
        if request.method == "POST" and _guessed_too_often(request):
            return render(request, "429.html", status=429)
        return view(request, *args, **kwargs)

    return limited


def _guessed_too_often(request: PersonRequest) -> bool:
    return not ratelimit.consume(request, action="reauthenticate", user=request.user)


def keep_session_after_rehash(request: PersonRequest, form: PasswordAgainForm) -> None:
    """Keep this session, where checking the password made its hash anew."""
    if form.rehashed:
        update_session_auth_hash(request, request.user)
        UserSession.objects.create_from_request(request)


def follow_the_new_password(request: PersonRequest) -> None:
    """Let this visit go on after a new password, and end all others of the person.

    A message says that the password was changed, and a mail where mail is sent.
    """
    finalize_password_change(request, request.user)


def warn_of_a_given_password(request: PersonRequest) -> None:
    """Today's password opens the journal from now on, and someone else may have set it."""
    warning = _(
        "If someone else set your password, change it now: they could open your journal with it."
    )
    way = reverse("account_change_password")
    link = format_html('{} <a href="{}">{}</a>', warning, way, _("Change password"))
    messages.warning(request, link)


def status_of(form: Form | ModelForm) -> int:
    """200 for a form that is shown, 422 for one that was sent and does not fit."""
    return 422 if form.is_bound else 200
