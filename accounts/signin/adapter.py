"""allauth's questions, answered the way this house wants."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.hosting import outbox
from accounts.models import User
from accounts.signin import invitations

UNKNOWN = "account/email/unknown_account"


class ByAddress(AuthenticationBackend):
    """Sign-in by the address in the user's row, and by no other they may have asked for.

    One read and one slow hash, whoever the address belongs to, and if to nobody.
    """

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        user = User.objects.filter(email=email.lower()).first()
        found: User | None = self._check_password(user, password)
        return found


def confirms_by_mail() -> bool:
    """Whether an account waits for its address to be confirmed."""
    return settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory"


def by_invitation_only(request: HttpRequest, *, spent: bool) -> HttpResponse:
    """Instead of the form for signing up: whom to ask. `spent`: the invitation does not open."""
    context = {"by_invitation": True, "spent": spent, "host_name": settings.DEARSELF_HOST_NAME}
    status = 403 if request.method == "POST" else 200
    return render(request, "account/signup_closed.html", context, status=status)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account has been closed by whoever runs this site."),
        "duplicate_email": _("This is the address you have already."),
        "email_password_mismatch": _(
            "That email and password do not fit together. Try again, or choose a new password."
        ),
        "email_password_mismatch_or_unconfirmed": _(
            "That email and password do not fit together, or the address is not confirmed yet. "
            "If you have just made an account, open the link in your mail first. Otherwise try "
            "again, or choose a new password."
        ),
        "email_taken": _("There is an account with this address already. Is it yours?"),
        "enter_current_password": _("That is not your password now."),
        "incorrect_code": _("This code does not fit. You can try again."),
        "incorrect_password": _("This is not the password. Have another go."),
        "invalid_or_expired_key": _("This link has been used, or it is too old. Ask for another."),
        "invalid_password_reset": _("This link has been used, or it is too old. Ask for another."),
        "rate_limited": _("That was a lot of tries. Wait a minute, then go on."),
        "same_as_current": _("This is the one you have already."),
        "too_many_login_attempts": _(
            "That was a lot of tries. Wait a few minutes, then try again. Nothing is lost."
        ),
        "unverified_primary_email": _("Your address has to be confirmed first."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Raises `ImmediateHttpResponse` with a page that says whom to ask for an invitation."""
        if settings.DEARSELF_SIGNUP != "invite":
            return settings.DEARSELF_SIGNUP == "open"
        field = invitations.FIELD
        token = request.POST.get(field) or request.GET.get(field, "")
        if invitations.invitation_for(token) is None:
            raise ImmediateHttpResponse(by_invitation_only(request, spent=bool(token)))
        return True

    def validation_error(self, code: str, *args: Any) -> forms.ValidationError:
        """One sentence for a wrong password and for an address that is not confirmed."""
        if code == "email_password_mismatch" and confirms_by_mail():
            code = "email_password_mismatch_or_unconfirmed"
        return super().validation_error(code, *args)

    def save_user(
        self, request: HttpRequest, user: User, form: forms.BaseForm, commit: bool = True
    ) -> User:
        user.time_zone = form.cleaned_data["time_zone"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """The ways to answer "is it you?", named as the buttons of this house are."""
        named = {
            "reauthenticate": _("With my password"),
            "mfa_reauthenticate": _("With a code"),
            "mfa_reauthenticate:webauthn": _("With my security key"),
        }
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": named.get(way["id"], way["description"])} for way in ways]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth does. Where there is no account, a mail is made ready, and nobody gets it."""
        if template_prefix != UNKNOWN:
            super().send_mail(template_prefix, email, context)
            return
        for_template = {"email": email, "current_site": get_current_site(self.request)} | context
        outbox.keep_for_nobody(self.render_mail(template_prefix, email, for_template))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted for one account at one network address.

        Counted for the account alone, anyone could keep its owner from signing in.
        """
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's limits, and one for the account from everywhere, against many addresses."""
        super().pre_authenticate(request, **credentials)
        anywhere = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed_anywhere",
            key=super()._get_login_attempts_cache_key(request, **credentials),
        )
        if not anywhere:
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage += anywhere.usage

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """As allauth does, unless a new password has let go of this address a moment ago."""
        with transaction.atomic():
            user = User.objects.select_for_update(no_key=True).get(pk=email_address.user_id)
            if not EmailAddress.objects.filter(pk=email_address.pk, verified=False).exists():
                return False
            email_address.user = user
            confirmed: bool = super().confirm_email(request, email_address)
            return confirmed

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Any = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """No "Successfully signed in as …": the page that follows says it."""
        if message_template in {
            "account/messages/logged_in.txt",
            "account/messages/logged_out.txt",
        }:
            return
        super().add_message(request, level, message_template, message_context, extra_tags, message)
