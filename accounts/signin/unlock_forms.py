"""Opening what is locked or sealed, new keys, and proving that a recovery key was kept."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.form_layout import (
    kind_helper,
    new_password_twice,
    plain_password,
    say_where_the_two_differ,
)
from accounts.models import User
from accounts.vault import keys, sealing
from accounts.vault.sealing import OpenVault, WrongKey


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
        plain_password(self.fields["password"], "current-password")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        before = self.user.password
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not the password. Have another go."))
        self.rehashed = self.user.password != before
        return password


class RenewRecoveryKeyForm(PasswordAgainForm):
    """Asks for the password before a new recovery key is made."""

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            "password", button=_("Make a new recovery key"), error_title=_("Not made yet.")
        )


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
        error_messages={"required": _("Your recovery key, or your earlier password, goes here.")},
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
                    _(
                        "This key or earlier password does not open your journal. Nothing is "
                        "lost: it stays sealed."
                    ),
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


class NewPasswordForm(forms.Form):
    """The two boxes of every form that takes a new password."""

    password1 = forms.CharField(strip=False, widget=forms.PasswordInput)
    password2 = forms.CharField(strip=False, widget=forms.PasswordInput)
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new_password_twice(self)

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        say_where_the_two_differ(self, cleaned)
        return cleaned


class UnlockWithKeyForm(NewPasswordForm):
    """Opens a locked or sealed vault with the recovery key alone, and takes a new password."""

    recovery_key = forms.CharField(
        label=_("Recovery key"),
        help_text=_("Ten groups of four letters and numbers. Spaces and dashes are fine."),
        error_messages={"required": _("Your recovery key goes here.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("recovery_key", "password1", "password2")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.opened: OpenVault | None = None
        self.is_sealed = keys.is_sealed(user)

    @property
    def helper(self) -> FormHelper:
        still = _("Still sealed.") if self.is_sealed else _("Still locked.")
        return kind_helper(*self.field_order, button=_("Open my journal"), error_title=still)

    def clean_recovery_key(self) -> str:
        recovery_key: str = self.cleaned_data["recovery_key"]
        try:
            self.opened = keys.open_with_recovery_key(self.user, recovery_key)
        except WrongKey as error:
            raise forms.ValidationError(
                _("This key does not open your journal. Nothing is lost: it stays as it is.")
            ) from error
        return recovery_key

    def keep(self, opened: OpenVault) -> str:
        """Take the new password and issue a new recovery key, which is returned."""
        keys.take_new_password(self.user, opened, self.cleaned_data["password1"])
        return keys.renew_recovery_key(self.user, opened)


class NewKeysForm(NewPasswordForm, PasswordAgainForm):
    """Asks for the present password and a new one, before new keys are made."""

    field_order = ("password", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Your password now")
        self.fields["password"].error_messages["required"] = _("Your password now goes here.")
        self.order_fields(self.field_order)

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            *self.field_order, button=_("Make new keys"), error_title=_("Not begun yet.")
        )

    def clean_password1(self) -> str:
        password = super().clean_password1()
        if password == self.cleaned_data.get("password"):
            raise forms.ValidationError(
                _("This is the password you have now. If someone may know it, choose another.")
            )
        return password


class StartOverForm(PasswordAgainForm):
    """The last question before everything that someone wrote is deleted."""

    understood = forms.BooleanField(
        label=_("I know that everything I wrote here will be deleted for good."),
        error_messages={"required": _("Tick this only if you are sure. Waiting costs nothing.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("The one you sign in with now.")

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            "password",
            "understood",
            button=_("Delete it all and begin again"),
            error_title=_("Nothing has been deleted."),
        )


class KeptRecoveryKeyForm(forms.Form):
    """Two of the ten groups, typed again: proof that the key was kept somewhere."""

    first = forms.CharField()
    second = forms.CharField()
    GROUPS = (3, 7)

    def __init__(self, recovery_key: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = recovery_key.split("-")
        for name, number in zip(("first", "second"), self.GROUPS, strict=True):
            group = {"number": number}
            self.fields[name].label = _("Group %(number)s") % group
            self.fields[name].error_messages["required"] = _("Group %(number)s goes here.") % group
            self.fields[name].widget.attrs = {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "size": 6,
                "maxlength": 8,
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
            typed = sealing.fold_recovery_key(cleaned.get(name, ""))
            if name in cleaned and typed != group:
                label = {"group": self.fields[name].label}
                self.add_error(name, _("%(group)s reads differently above.") % label)
        return cleaned
