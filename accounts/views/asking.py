"""What the pages that ask for a password share."""

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


def status_of(form: Form | ModelForm) -> int:
    return 422 if form.is_bound else 200
