"""allauth's questions, answered the way this house wants."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account has been closed by whoever runs this site."),
        "duplicate_email": _("This is the address you have already."),
        "email_password_mismatch": _(
            "That email and password do not fit together. Try again, or choose a new password."
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
        return settings.DEARSELF_SIGNUP == "open"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")

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
