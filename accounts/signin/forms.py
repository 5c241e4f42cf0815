"""Sign-up, sign-in, passwords, addresses.

allauth's signals never carry the password, so its forms are where the vault is
made, opened and re-wrapped.
"""

from http import HTTPStatus
from typing import Any
from uuid import uuid4
from zoneinfo import available_timezones

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import (
    consume_email_verification_rate_limit as may_be_sent_a_link,
)
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from accounts.disk import reserve
from accounts.form_layout import (
    kind_helper,
    new_password_twice,
    plain_address,
    plain_password,
    say_where_the_two_differ,
)
from accounts.hosting import outbox
from accounts.models import User
from accounts.requests import PersonRequest
from accounts.signin import invitations
from accounts.signin.adapter import by_invitation_only, confirms_by_mail
from accounts.vault import keys
from accounts.vault.password_row import lock_person
from accounts.vault.sealing import Locked


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_address(self.fields["login"])
        self.fields["login"].widget.attrs["autofocus"] = True
        self.fields["password"].help_text = ""
        plain_password(self.fields["password"], "current-password")
        self.fields["remember"].label = _("Keep me signed in on this device")

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            "login",
            "password",
            "remember",
            button=_("Sign in"),
            error_title=_("Not signed in yet."),
        )

    def clean(self) -> dict[str, Any]:
        """A right password for an address that waits to be confirmed is answered like a wrong one.

        Told apart, they would say whether a sign-up made an account, and so whether
        the address had one before. The link to confirm it goes out once more.
        """
        request, email = allauth_context.request, self.cleaned_data.get("login", "").lower()
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            if confirms_by_mail() and may_be_sent_a_link(request, f"nobody {email}"):
                outbox.keep_for_nobody()
            raise
        if self.user and self.user.is_active and confirms_by_mail():
            self._refuse_unconfirmed(request, email)
        return cleaned

    def _refuse_unconfirmed(self, request: PersonRequest, email: str) -> None:
        address, _is_new = EmailAddress.objects.get_or_create(user=self.user, email=email)
        if not address.verified:
            if may_be_sent_a_link(request, email):
                address.send_confirmation(request)
            raise get_adapter().validation_error("email_password_mismatch")

    def login(self, request: PersonRequest, redirect_url: str | None = None) -> HttpResponse:
        response = super().login(request, redirect_url)
        if not self.user.is_active:
            return response
        opened, recovery_key = keys.open_at_sign_in(self.user, self.cleaned_data["password"])
        if opened:
            request.visit.open_with(opened)
        if recovery_key:
            request.visit.carry(recovery_key)
            if response.status_code == HTTPStatus.FOUND and request.user.is_authenticated:
                return redirect("recovery")
        return response


class SignUpForm(allauth_forms.SignupForm):
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-zone": ""}))
    invitation = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_address(self.fields["email"])
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _(
            "Ten characters or more. Three or four unrelated words are good and easy to remember."
        )
        plain_password(self.fields["password1"], "new-password")
        asked = allauth_context.request
        self.fields["invitation"].initial = asked.GET.get(invitations.FIELD, "") if asked else ""

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            "email",
            "password1",
            "time_zone",
            "invitation",
            button=_("Create account"),
            error_title=_("Not quite yet."),
        )

    def clean_time_zone(self) -> str:
        """The zone that the browser says it is in; UTC where it says nothing known."""
        zone = self.cleaned_data["time_zone"]
        return zone if zone in available_timezones() else "UTC"

    account_already_exists: bool

    def validate_unique_email(self, value: str) -> str:
        """Taken is what someone signs in with, and not what someone asked to change to."""
        self.account_already_exists = User.objects.filter(email=value).exists()
        if self.account_already_exists and not confirms_by_mail():
            raise get_adapter().validation_error("email_taken")
        return value

    def try_save(self, request: PersonRequest) -> tuple[User | None, HttpResponse | None]:
        """A taken address is answered like a new one: as many slow hashes, as many rows written.

        Only the mail that follows says which it was, to whoever owns the address. Raises
        `NoRoom`: a new journal would find no room for a word.
        """
        reserve.refuse_below_the_floor()
        try:
            with transaction.atomic():
                self._forget_who_asked_to_change_to_it()
                if not self.account_already_exists:
                    self._use_invitation()
                    return super().try_save(request)
                self._take_as_long_as_a_new_account(request)
        except invitations.Used:
            return None, by_invitation_only(request, spent=True)
        except IntegrityError:  # the same address, in the same moment
            if not confirms_by_mail():
                return None, redirect("account_login")
            self.account_already_exists = True
            return self.try_save(request)
        return super().try_save(request)

    def _forget_who_asked_to_change_to_it(self) -> None:
        """An address that others have not confirmed keeps nobody from having it."""
        email = self.cleaned_data["email"]
        unconfirmed = EmailAddress.objects.filter(email=email, verified=False)
        unconfirmed.exclude(user__email=email).delete()

    def _use_invitation(self) -> None:
        if settings.DEARSELF_SIGNUP == "invite":
            invitations.use(self.cleaned_data["invitation"])

    def _take_as_long_as_a_new_account(self, request: PersonRequest) -> None:
        make_password(self.cleaned_data["password1"])
        keys.spend_as_much_as_a_new_vault(self.cleaned_data["password1"])
        if settings.DEARSELF_SIGNUP == "invite":
            token = invitations.replace(self.cleaned_data["invitation"])
            request.new_invitation = invitations.link(token)  # type: ignore[attr-defined] # for the mail
        else:
            outbox.keep_for_nobody()  # for the account's row
        outbox.keep_for_nobody()  # for the address's row

    def save(self, request: PersonRequest) -> User:
        user: User = super().save(request)
        if confirms_by_mail():  # the vault is made at the first sign-in, once that is done
            keys.spend_as_much_as_a_new_vault(self.cleaned_data["password1"])
            return user
        # No mail will ever confirm it, and an unconfirmed address could be changed to nothing.
        EmailAddress.objects.filter(user=user).update(verified=True)
        opened, recovery_key = keys.create_vault(user, self.cleaned_data["password1"])
        request.visit.open_with(opened)
        request.visit.carry(recovery_key)
        return user


class _Twice(allauth_forms.PasswordVerificationMixin):
    """The new password a second time, compared in our words and not in allauth's."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super(allauth_forms.PasswordVerificationMixin, self).clean()
        say_where_the_two_differ(self, cleaned)
        return cleaned


class ChangePasswordForm(_Twice, allauth_forms.ChangePasswordForm):
    """The old password opens the vault once more, and the new one is wrapped around it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your password now")
        self.fields["oldpassword"].help_text = ""
        plain_password(self.fields["oldpassword"], "current-password")
        self.fields["oldpassword"].error_messages["required"] = _("Your password now goes here.")
        new_password_twice(self)

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            "oldpassword",
            "password1",
            "password2",
            button=_("Change password"),
            error_title=_("Not changed yet."),
        )

    def save(self) -> None:
        """Set the new password and wrap the keys under it, both or neither."""
        typed = self.cleaned_data
        try:
            keys.change_password(self.user, typed["oldpassword"], typed["password1"])
        except Locked as error:
            message = _(
                "Your password was changed a moment ago, in another browser. Nothing has changed "
                "here."
            )
            self.add_error(None, message)
            page, asked = "account/password_change.html", allauth_context.request
            answer = render(asked, page, {"form": self}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
            raise ImmediateHttpResponse(answer) from error


class SetPasswordForm(_Twice, allauth_forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new_password_twice(self)

    @property
    def helper(self) -> FormHelper:
        return kind_helper("password1", "password2", button=_("Set password"))


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_address(self.fields["email"])

    @property
    def helper(self) -> FormHelper:
        return kind_helper("email", button=_("Send me a link"), error_title=_("Not sent yet."))

    def clean_email(self) -> str:
        """Links go to the address someone signs in with, and not to one they asked to change to."""
        email: str = self.cleaned_data["email"].lower()
        self.users = list(User.objects.filter(email=email, is_active=True))
        return email

    def save(self, request: PersonRequest, **kwargs: Any) -> str:
        """Without an account, or so soon after the last link, the same work is done for nobody."""
        email: str = self.cleaned_data["email"]
        if not ratelimit.consume(request, action="reset_mail", key=email):
            self.users = []
        if not self.users:  # what a link's token reads
            nobodys = EmailAddress.objects.filter(user_id=uuid4())
            _reads = nobodys.exists(), list(nobodys.values_list("email", flat=True))
        super().save(request, **kwargs)
        return email


class ResetPasswordKeyForm(_Twice, allauth_forms.ResetPasswordKeyForm):
    """A new password by mail. It does not open the vault: that waits, sealed, at `unlock`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new_password_twice(self)

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            "password1", "password2", button=_("Set password"), error_title=_("Not changed yet.")
        )


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        plain_password(self.fields["password"], "current-password")

    @property
    def helper(self) -> FormHelper:
        return kind_helper("password", button=_("Continue"), error_title=_("Not yet."))


class AddEmailForm(allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_address(self.fields["email"])
        self.fields["email"].label = _("New email")

    @property
    def helper(self) -> FormHelper:
        return kind_helper("email", button=_("Change email"), error_title=_("Not changed yet."))

    def save(self, request: PersonRequest) -> EmailAddress:
        """Raises `PasswordChanged`: a new password lets go of such an address, as of this one."""
        with transaction.atomic():
            lock_person(self.user)
            return super().save(request)
