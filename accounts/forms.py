"""Sign-up, sign-in, passwords, the recovery key, settings.

allauth's signals never carry the password, so its forms are where the vault is
made, opened and re-wrapped.
"""

from http import HTTPStatus
from typing import Any
from zoneinfo import available_timezones

from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts import keys
from accounts.kind import kind_helper, plain_address, plain_password
from accounts.models import User
from accounts.requests import PersonRequest
from accounts.vault import WrongKey


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

    def login(self, request: PersonRequest, redirect_url: str | None = None) -> HttpResponse:
        response = super().login(request, redirect_url)
        opened, recovery_key = keys.open_at_sign_in(self.user, self.cleaned_data["password"])
        if opened:
            request.door.open_with(opened)
        if recovery_key:
            request.door.carry(recovery_key)
            if response.status_code == HTTPStatus.FOUND and request.user.is_authenticated:
                return redirect("recovery")
        return response


class SignUpForm(allauth_forms.SignupForm):
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-zone": ""}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_address(self.fields["email"])
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _(
            "Ten characters or more. Three or four unrelated words are good and easy to remember."
        )
        plain_password(self.fields["password1"], "new-password")

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            "email",
            "password1",
            "time_zone",
            button=_("Create account"),
            error_title=_("Not quite yet."),
        )

    def clean_time_zone(self) -> str:
        """The zone that the browser says it is in; UTC where it says nothing known."""
        zone = self.cleaned_data["time_zone"]
        return zone if zone in available_timezones() else "UTC"

    account_already_exists: bool

    def try_save(self, request: PersonRequest) -> tuple[User | None, HttpResponse | None]:
        """An address that is taken costs the same two hashes as a new one."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            keys.spend_as_much_as_a_new_vault(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # the same address, in the same moment
            self.account_already_exists = True
            return super().try_save(request)

    def save(self, request: PersonRequest) -> User:
        user: User = super().save(request)
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["time_zone"])
        if settings.ACCOUNT_EMAIL_VERIFICATION == "none":
            # No mail will ever confirm it, and an unconfirmed address could be changed to nothing.
            EmailAddress.objects.filter(user=user).update(verified=True)
        if settings.ACCOUNT_EMAIL_VERIFICATION == "none":
            opened, recovery_key = keys.create_vault(user, self.cleaned_data["password1"])
            request.door.open_with(opened)
            request.door.carry(recovery_key)
        else:  # the vault is made at the first sign-in, once the address is confirmed
            keys.spend_as_much_as_a_new_vault(self.cleaned_data["password1"])
        return user


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The old password opens the vault once more, and the new one is wrapped around it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your password now")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _("Ten characters or more.")
        self.fields["password2"].label = _("The new one again")
        plain_password(self.fields["oldpassword"], "current-password")
        plain_password(self.fields["password1"], "new-password")
        plain_password(self.fields["password2"], "new-password")

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
        try:
            opened = keys.open_with_password(self.user, self.cleaned_data["oldpassword"])
        except WrongKey:  # sealed under an older password: it stays so, and nothing is lost
            return super().save()
        with transaction.atomic():
            super().save()
            return keys.rewrap_password(self.user, opened, self.cleaned_data["password1"])


class SetPasswordForm(allauth_forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_password(self.fields["password1"], "new-password")
        plain_password(self.fields["password2"], "new-password")

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


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """A new password by mail. It does not open the vault: that waits, sealed, at `unlock`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _("Ten characters or more.")
        self.fields["password2"].label = _("The new one again")
        plain_password(self.fields["password1"], "new-password")
        plain_password(self.fields["password2"], "new-password")

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


class SettingsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = [
            "time_zone",
            "theme",
            "gentle",
            "spellcheck",
            "idle_minutes",
            "exit_url",
            "exit_keys",
        ]
        labels = {
            "time_zone": _("Time zone"),
            "theme": _("Day or night"),
            "gentle": _("Gentle mode"),
            "spellcheck": _("Let this browser check my spelling"),
            "idle_minutes": _("Lock my journal after"),
            "exit_url": _("Where Leave goes"),
            "exit_keys": _("Pressing Shift three times leaves, too"),
        }
        help_texts = {
            "time_zone": _(
                "It decides when your day begins and ends. Region/City, such as Europe/Vienna."
            ),
            "gentle": _("Only the gentlest practices, shorter, and nothing hard brought up again."),
            "spellcheck": _(
                "Some browsers send what you type to their maker for this. Off is more private."
            ),
            "idle_minutes": _("Without a touch. Unlocking takes your password."),
            "exit_url": _(
                "An https address that looks like nothing much. Empty means the weather. "
                "The host of this site can read this one setting."
            ),
            "exit_keys": _("Turn it off if you use Sticky Keys."),
        }
        widgets = {
            "time_zone": forms.TextInput(
                attrs={
                    "autocomplete": "off",
                    "spellcheck": "false",
                    "data-zone-fill": _("Use this device's zone"),
                }
            ),
            "theme": forms.RadioSelect,
            "exit_url": forms.URLInput(
                attrs={"autocomplete": "off", "placeholder": "https://www.bbc.com/weather"}
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exit_url"].validators = [URLValidator(schemes=["https"])]
        self.fields["exit_url"].error_messages["invalid"] = _(
            "This should be a whole address, such as https://www.bbc.com/weather."
        )

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            *self.Meta.fields, button=_("Keep these settings"), error_title=_("Not kept yet.")
        )

    def clean_time_zone(self) -> str:
        """The zone as its list spells it, however its case and spaces were typed."""
        parts = self.cleaned_data["time_zone"].split("/")
        typed = "/".join("_".join(part.split()) for part in parts).casefold()
        for zone in available_timezones():
            if zone.casefold() == typed:
                return zone
        raise forms.ValidationError(
            _("This zone is not known here. Try Region/City with a large city near you.")
        )
