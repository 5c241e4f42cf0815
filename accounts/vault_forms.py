"""Opening what is locked or sealed, and proving that a recovery key was kept."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import keys, vault
from accounts.kind import kind_helper, plain_password
from accounts.models import User
from accounts.vault import OpenVault, WrongKey


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
