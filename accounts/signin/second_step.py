"""The second step at sign-in: allauth's forms and answers, worded as this house words things.

allauth's "recovery codes" are called spare codes here, so that nobody takes them for
the recovery key: the codes let a person in, the key opens what they wrote.
"""

import logging
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import forms as recovery_codes_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn import forms as webauthn_forms
from crispy_forms.helper import FormHelper
from cryptography.fernet import InvalidToken
from django import forms
from django.contrib import messages
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.form_layout import kind_helper
from accounts.models import User
from accounts.vault.server_key import sealer

SEEDS = "second-step"
FEW = 2  # spare codes: from here on it is time for new ones

logger = logging.getLogger(__name__)


class SecondStepAdapter(DefaultMFAAdapter):
    """allauth's questions about the second step, answered."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _(
            "While a second step is on, the address stays as it is. "
            "Turn the second step off, change the address, then turn it on again."
        ),
        "cannot_delete_authenticator": _("The second step stays on here. Nothing has changed."),
        "cannot_generate_recovery_codes": _(
            "Spare codes stand in for a second step, and there is none yet. Set one up first."
        ),
        "incorrect_code": _("This did not match, and nothing has changed. You can try again."),
        "unverified_email": _(
            "Before a second step can be added, confirm your email address, in Settings. "
            "Nothing has changed."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Codes' seeds, sealed under the server's key: a stolen database makes no codes."""
        return sealer(SEEDS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return sealer(SEEDS).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("A second step was sealed under a secret key that is not here any more.")
            return generate_totp_secret()  # one that no code fits

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an `<svg>` to stand in a page, on white of its own for night readers.

        allauth's has an XML declaration, for use in a data: address, and no background.
        """
        svg = super().build_totp_svg(url)
        start, _tag_end, drawing = svg[svg.index("<svg") :].partition(">")
        return f'{start}><rect width="100%" height="100%" fill="white" stroke="none"/>{drawing}'

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Key %(number)s") % {"number": count + 1}


class _TypedCode:
    """A code as apps and paper show it: in two groups, perhaps."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def word_code(self, hint: Any) -> None:
        code = self.fields["code"]
        code.label, code.help_text = _("Code"), hint
        code.error_messages["required"] = _("The code goes here.")
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}

    def clean_code(self) -> str:
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        code: str = super().clean_code()  # type: ignore[misc] # allauth's form is behind this mixin
        return code


def spare_codes_left(user: User) -> str:
    """A sentence for someone who has just used a spare code: how many are left."""
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    left = len(codes.wrap().get_unused_codes())
    if left == 0:
        return gettext("That was your last spare code. You can make new ones in Settings.")
    sentence = ngettext(
        "That spare code is used. %(left)s is left.",
        "That spare code is used. %(left)s are left.",
        left,
    ) % {"left": left}
    return sentence if left > FEW else f"{sentence} {gettext('You can make new ones in Settings.')}"


class _AppOrSpareCode(_TypedCode):
    """A form that takes either kind of code. One that uses up a spare code says so."""

    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word_code(_("From your authenticator app, or one of your spare codes."))

    def save(self) -> None:
        super().save()  # type: ignore[misc] # as above
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            messages.info(context.request, spare_codes_left(self.authenticator.user))


class AuthenticateForm(_AppOrSpareCode, base_forms.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True

    @property
    def helper(self) -> FormHelper:
        return kind_helper("code", button=_("Sign in"), error_title=_("Not signed in yet."))


class ReauthenticateByCodeForm(_AppOrSpareCode, base_forms.ReauthenticateForm):
    @property
    def helper(self) -> FormHelper:
        return kind_helper("code", button=_("Continue"), error_title=_("Not yet."))


class ActivateTOTPForm(_TypedCode, totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word_code(_("The six digits that the app shows now."))

    @property
    def helper(self) -> FormHelper:
        return kind_helper("code", button=_("Turn it on"), error_title=_("Not on yet."))

    @property
    def secret_groups(self) -> list[str]:
        """The setup key in groups of four, for typing."""
        return [self.secret[at : at + 4] for at in range(0, len(self.secret), 4)]


class DeactivateTOTPForm(totp_forms.DeactivateTOTPForm):
    @property
    def helper(self) -> FormHelper:
        return kind_helper(button=_("Turn it off"), error_title=_("Still on."))


class GenerateRecoveryCodesForm(recovery_codes_forms.GenerateRecoveryCodesForm):
    @property
    def helper(self) -> FormHelper:
        return kind_helper(button=_("Make spare codes"), error_title=_("Not made yet."))


class AddWebAuthnForm(webauthn_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_key(self)
        self.fields["name"].help_text = _("So that you can tell your keys apart.")

    @property
    def helper(self) -> FormHelper:
        return kind_helper("name", "credential", error_title=_("Not added yet."))


class EditWebAuthnForm(webauthn_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_key(self)

    @property
    def helper(self) -> FormHelper:
        return kind_helper("name", button=_("Keep"), error_title=_("Not kept yet."))


class AuthenticateWebAuthnForm(webauthn_forms.AuthenticateWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_key(self)

    @property
    def helper(self) -> FormHelper:
        return kind_helper("credential", error_title=_("Not signed in yet."))


class ReauthenticateWebAuthnForm(webauthn_forms.ReauthenticateWebAuthnForm):
    @property
    def helper(self) -> FormHelper:
        return kind_helper("credential", error_title=_("Not yet."))


def _word_key(form: forms.Form) -> None:
    if "name" in form.fields:
        form.fields["name"].label = _("Name")
        form.fields["name"].error_messages["required"] = _("A name for the key goes here.")
        form.fields["name"].widget.attrs = {"autocomplete": "off"}
    if "credential" in form.fields:
        form.fields["credential"].label = _("Security key")
