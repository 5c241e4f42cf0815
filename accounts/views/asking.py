"""What the pages that ask for a password share."""

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed
from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.forms import Form, ModelForm

from accounts.requests import PersonRequest
from accounts.vault_forms import PasswordAgainForm


def guessed_too_often(request: PersonRequest) -> bool:
    return not ratelimit.consume(request, action="reauthenticate", user=request.user)


def follow_the_hash(request: PersonRequest, form: PasswordAgainForm) -> None:
    """Keep this session, where checking the password made its hash anew."""
    if form.rehashed:
        update_session_auth_hash(request, request.user)
        UserSession.objects.create_from_request(request)


def follow_the_new_password(request: PersonRequest) -> None:
    """As after any change of the password: this visit goes on, every other one ends, and a
    mail says so where mail is sent."""
    update_session_auth_hash(request, request.user)
    password_changed.send(sender=type(request.user), request=request, user=request.user)
    theirs = UserSession.objects.filter(user=request.user)
    for visit in theirs.exclude(session_key=request.session.session_key):
        visit.end()
    get_adapter(request).send_notification_mail("account/email/password_changed", request.user)


def status_of(form: Form | ModelForm) -> int:
    return 422 if form.is_bound else 200
