"""What our forms share: a layout in the `kind` pack, a button, password and e-mail boxes."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject, Submit
from django import forms
from django.core.validators import EmailValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def kind_helper(
    *layout: str | LayoutObject,
    button: str | Promise = "",
    error_title: str | Promise = "",
    **attrs: Any,
) -> FormHelper:
    """A helper that renders the named fields in order, then one button. No button: no form tag."""
    helper = FormHelper()
    helper.layout = Layout(*layout)
    helper.form_tag = bool(button)
    helper.disable_csrf = not button
    helper.form_class = "form"
    helper.form_error_title = str(error_title)
    helper.attrs = attrs
    if button:
        helper.add_input(Submit("", button))
    return helper


def plain_password(field: forms.Field, autocomplete: str) -> None:
    """A password box with a name for password managers and without allauth's placeholder."""
    field.widget.attrs = {"autocomplete": autocomplete, "data-reveal": _("Show")}
    field.error_messages["required"] = _("A password is needed here.")


def new_password_twice(form: forms.BaseForm) -> None:
    """The two boxes for a new password, in the same words wherever one is taken."""
    form.fields["password1"].label = _("New password")
    form.fields["password1"].help_text = _("Ten characters or more.")
    form.fields["password2"].label = _("The new one again")
    for name in ("password1", "password2"):
        plain_password(form.fields[name], "new-password")
    form.fields["password1"].error_messages["required"] = _("A new password goes here.")
    form.fields["password2"].error_messages["required"] = _("The new one goes here once more.")


def say_where_the_two_differ(form: forms.BaseForm, cleaned: dict[str, Any]) -> None:
    """The error of a second box for a new password that differs from the first."""
    again = cleaned.get("password2")
    if again is not None and cleaned.get("password1", again) != again:
        form.add_error("password2", _("The two are not the same yet."))


def plain_address(field: forms.Field) -> None:
    """A box for an e-mail address, with the same label and errors wherever one is asked for."""
    field.label = _("Email")
    field.widget.attrs = {"autocomplete": "email"}
    unfit = _("That does not look like a whole email address yet.")
    field.error_messages |= {"required": _("Your email goes here."), "invalid": unfit}
    field.validators = [EmailValidator(message=unfit)]
