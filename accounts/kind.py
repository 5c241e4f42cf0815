"""What every form of ours shares: its crispy layout in the `kind` pack, and its button."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject, Submit
from django.utils.functional import Promise


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
