"""What someone prefers: the form in Settings."""

from typing import Any
from zoneinfo import available_timezones

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accounts.form_layout import kind_helper
from accounts.hosting import outbox
from accounts.models import User


class SettingsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = [
            "time_zone",
            "theme",
            "gentle",
            "spellcheck",
            "mail_letters",
            "idle_minutes",
            "exit_shown",
            "exit_keys",
            "exit_url",
            "plain_tab",
        ]
        labels = {
            "time_zone": _("Time zone"),
            "theme": _("Day or night"),
            "gentle": _("Gentle mode"),
            "spellcheck": _("Let this browser check my spelling"),
            "mail_letters": _("Send me a mail when a letter I closed has come"),
            "idle_minutes": _("Lock my journal after"),
            "exit_shown": _("Show Leave on every page"),
            "exit_keys": _("Pressing Shift three times leaves, too"),
            "exit_url": _("Where Leave goes"),
            "plain_tab": _("Show a plain name and icon in the browser tab"),
        }
        help_texts = {
            "time_zone": _(
                "It decides when your day begins and ends. Region/City, such as Europe/Vienna."
            ),
            "gentle": _(
                "Only the gentlest practices are offered, shorter, and none with pictures in the "
                "mind. The others stay one link away. When you look back, favourites, tags and "
                "each kind leave out what you marked as hard. Everything holds it, folded."
            ),
            "spellcheck": _(
                "Some browsers send what you type to their maker for this. Off is more private."
            ),
            "mail_letters": _(
                "The mail says that a letter has come, and nothing of what is in it. Anyone who "
                "sees your mail can see that."
            ),
            "idle_minutes": _(
                "Without a touch. A minute before, the page asks whether you are still here. "
                "Unlocking takes your password."
            ),
            "exit_shown": _(
                "Off, pressing Shift does nothing either. Lock stands at the foot of every page, "
                "and Leave can be turned on again here."
            ),
            "exit_keys": _("Turn it off if you use Sticky Keys."),
            "exit_url": _(
                "An https address that looks like nothing much. Empty means the weather. "
                "The host of this site can read this one setting."
            ),
            "plain_tab": _(
                "While you are signed in every page is called Notes there, and in the list of "
                "pages your browser keeps. The address still names this site."
            ),
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
        if not outbox.sends_mail():
            del self.fields["mail_letters"]
        self.fields["time_zone"].error_messages["required"] = _("A time zone goes here.")
        self.fields["exit_url"].validators = [URLValidator(schemes=["https"])]
        self.fields["exit_url"].error_messages["invalid"] = _(
            "Where Leave goes should be a whole address, such as https://www.bbc.com/weather."
        )

    @property
    def helper(self) -> FormHelper:
        return kind_helper(
            *self.fields, button=_("Keep these settings"), error_title=_("Not kept yet.")
        )

    def save(self) -> User:  # type: ignore[override] # it is always kept
        """Write this form's fields only, and not the password as it was when the request began."""
        self.instance.save(update_fields=list(self.fields))
        return self.instance

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
