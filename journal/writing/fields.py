"""The box of a question, in a form for writing."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.safestring import SafeString

from journal.kinds.question import Question, Type


class PageMark(forms.CharField):
    """A mark of the page's own. Nobody types here, so it is never what was changed."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class ValuesInBoxes(forms.MultipleHiddenInput):
    """Several values under one name. The boxes of the pictures hold them, each its own."""

    allow_multiple_selected = True  # a draft gives all of them back

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString("")


class PictureTexts(forms.Field):
    """A text for each picture, in their order."""

    def to_python(self, value: Any) -> list[str]:
        return [str(text) for text in value or []]


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


BOXES: dict[Type, tuple[type[forms.Field], type[forms.Widget]]] = {
    Type.LINE: (forms.CharField, forms.TextInput),
    Type.TEXT: (forms.CharField, forms.Textarea),
    Type.CHOICE: (forms.ChoiceField, forms.RadioSelect),
    Type.MENU: (forms.ChoiceField, forms.Select),
    Type.SCALE: (forms.ChoiceField, forms.RadioSelect),
    Type.CHOICES: (forms.MultipleChoiceField, forms.CheckboxSelectMultiple),
    Type.YES: (forms.BooleanField, forms.CheckboxInput),
    Type.DATE: (forms.DateField, Day),
    Type.NUMBER: (forms.IntegerField, forms.HiddenInput),
    Type.MARK: (PageMark, forms.HiddenInput),
    Type.MARKS: (PictureTexts, ValuesInBoxes),
    Type.TEXTS: (PictureTexts, ValuesInBoxes),
}
SCALE = [(str(number), str(number)) for number in range(11)]


def field_of(question: Question) -> forms.Field:
    """A blank field for `question`. Nothing is required: a form judges its answers together."""
    field_class, widget = BOXES[question.type]
    limits: dict[str, Any] = {}
    if question.is_typed:
        limits = {"max_length": question.longest}
    elif question.type == Type.NUMBER:
        limits = {"min_value": 0, "max_value": question.most}
    elif question.type == Type.SCALE or question.choices:
        limits = {"choices": question.choices or SCALE}
    return field_class(
        label=question.label or None,
        help_text=question.help,
        initial=question.initial or None,
        error_messages=dict(question.errors),
        required=False,
        widget=widget(attrs=_attrs(question)),
        **limits,
    )


def _attrs(question: Question) -> dict[str, Any]:
    """Browsers keep what they complete by themselves in a file of theirs, in clear."""
    attrs: dict[str, Any] = {}
    if question.type == Type.TEXT:
        attrs["rows"] = question.rows
    if question.is_typed or question.type in {Type.MENU, Type.DATE}:
        attrs["autocomplete"] = "off"
    if question.is_typed:
        attrs["dir"] = "auto"
    if question.placeholder:
        attrs["placeholder"] = question.placeholder
    if question.type == Type.NUMBER:
        attrs["data-still"] = ""
    return attrs


def make_room(field: forms.Field, letters: int) -> None:
    """Let a box of text take at least so many."""
    if isinstance(field, forms.CharField) and letters > (field.max_length or letters):
        field.max_length = letters
        others = (it for it in field.validators if not isinstance(it, MaxLengthValidator))
        field.validators = [*others, MaxLengthValidator(letters)]
        field.widget.attrs |= field.widget_attrs(field.widget)
