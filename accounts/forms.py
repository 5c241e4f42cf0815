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
from django.core.validators import EmailValidator, URLValidator
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts import keys, vault
from accounts.kind import kind_helper
from accounts.models import User
from accounts.requests import PersonRequest
from accounts.vault import OpenVault, WrongKey


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _address(self.fields["login"])
        self.fields["login"].widget.attrs["autofocus"] = True
        self.fields["password"].help_text = ""
        _plain(self.fields["password"], "current-password")
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
        _address(self.fields["email"])
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _(
            "Ten characters or more. Three or four unrelated words are good and easy to remember."
        )
        _plain(self.fields["password1"], "new-password")

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
        _plain(self.fields["oldpassword"], "current-password")
        _plain(self.fields["password1"], "new-password")
        _plain(self.fields["password2"], "new-password")

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
        _plain(self.fields["password1"], "new-password")
        _plain(self.fields["password2"], "new-password")

    @property
    def helper(self) -> FormHelper:
        return kind_helper("password1", "password2", button=_("Set password"))


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _address(self.fields["email"])

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
        _plain(self.fields["password1"], "new-password")
        _plain(self.fields["password2"], "new-password")

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
        _plain(self.fields["password"], "current-password")

    @property
    def helper(self) -> FormHelper:
        return kind_helper("password", button=_("Continue"), error_title=_("Not yet."))


class AddEmailForm(allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _address(self.fields["email"])
        self.fields["email"].label = _("New email")

    @property
    def helper(self) -> FormHelper:
        return kind_helper("email", button=_("Change email"), error_title=_("Not changed yet."))


class PasswordAgainForm(forms.Form):
    """Asks for the password of someone who is signed in.

    `rehashed` says that checking it made its hash anew, at a higher cost; their
    session then needs the new hash.
    """

    password = forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.rehashed = False
        self.opened: OpenVault | None = None
        _plain(self.fields["password"], "current-password")

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            "password", button=_("Make a new recovery key"), error_title=_("Not made yet.")
        )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        before = self.user.password
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not the password. Have another go."))
        self.rehashed = self.user.password != before
        return password


class UnlockForm(PasswordAgainForm):
    """Opens a locked vault with the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recovery_key: str | None = None
        self.fields["password"].widget.attrs["autofocus"] = True

    @property
    def helper(self) -> FormHelper:
        return kind_helper("password", button=_("Unlock"), error_title=_("Still locked."))

    def clean_password(self) -> str:
        password = super().clean_password()
        self.opened, self.recovery_key = keys.open_at_sign_in(self.user, password)
        return password


class UnsealForm(PasswordAgainForm):
    """Opens a sealed vault with what opened it before, and wraps today's password around it."""

    opener = forms.CharField(
        label=_("Recovery key, or your earlier password"),
        help_text=_(
            "The recovery key is ten groups of four letters and numbers. Spaces and dashes "
            "are fine."
        ),
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("The one you sign in with now.")

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            "password", "opener", button=_("Open my journal"), error_title=_("Still sealed.")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned and "opener" in cleaned:
            self.opened = self._open(cleaned["opener"])
            if self.opened is None:
                self.add_error(
                    "opener",
                    _("This does not open your journal. Nothing is lost: it stays sealed."),
                )
        return cleaned

    def _open(self, opener: str) -> OpenVault | None:
        for attempt in (keys.open_with_recovery_key, keys.open_with_password):
            try:
                return attempt(self.user, opener)
            except WrongKey:
                continue
        return None

    def keep(self, opened: OpenVault) -> str:
        """Re-wrap under today's password and issue a new recovery key, which is returned."""
        keys.rewrap_password(self.user, opened, self.cleaned_data["password"])
        return keys.renew_recovery_key(self.user, opened)


class KeptRecoveryKeyForm(forms.Form):
    """Two of the ten groups, typed again: proof that the key was kept somewhere."""

    first = forms.CharField(max_length=8)
    second = forms.CharField(max_length=8)
    GROUPS = (3, 7)

    def __init__(self, recovery_key: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = recovery_key.split("-")
        for name, number in zip(("first", "second"), self.GROUPS, strict=True):
            self.fields[name].label = _("Group %(number)s") % {"number": number}
            self.fields[name].widget.attrs = {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "size": 6,
            }
        self.expected = {
            name: groups[number - 1]
            for name, number in zip(("first", "second"), self.GROUPS, strict=True)
        }

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            "first", "second", button=_("I have kept it"), error_title=_("Not quite.")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, group in self.expected.items():
            typed = vault.fold_recovery_key(cleaned.get(name, ""))
            if name in cleaned and typed != group:
                self.add_error(name, _("This group reads differently above."))
        return cleaned


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


def _plain(field: forms.Field, autocomplete: str) -> None:
    """A password box with a name for password managers and without allauth's placeholder."""
    field.widget.attrs = {"autocomplete": autocomplete, "data-reveal": _("Show")}
    field.error_messages["required"] = _("A password is needed here.")


def _address(field: forms.Field) -> None:
    """An e-mail box, in our words."""
    field.label = _("Email")
    field.widget.attrs = {"autocomplete": "email"}
    unfit = _("That does not look like a whole email address yet.")
    field.error_messages |= {"required": _("Your email goes here."), "invalid": unfit}
    field.validators = [EmailValidator(message=unfit)]
