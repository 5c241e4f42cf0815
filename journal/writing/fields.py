"""The box of a question, in a form for writing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.safestring import SafeString

from journal.kinds.question import Question, Type

UNSEEN_BY_BROWSERS = {"autocomplete": "off"}  # or their session file keeps the words in clear
FOR_WORDS = UNSEEN_BY_BROWSERS | {"dir": "auto"}


class Mark(forms.CharField):
    """A mark of the page's own. Nobody types here, so it is never what was changed."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class InTheBoxes(forms.MultipleHiddenInput):
    """Several values under one name. The boxes of the pictures hold them, each its own."""

    allow_multiple_selected = True  # a draft gives all of them back

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString("")


class OfPictures(forms.Field):
    """A text for each picture, in their order."""

    widget = InTheBoxes

    def to_python(self, value: Any) -> list[str]:
        return [str(text) for text in value or []]


def field_of(question: Question) -> forms.Field:
    """A blank field for `question`. Nothing is required: a form judges its answers together."""
    field = FIELDS[question.type](question)
    field.required = field.widget.is_required = False
    field.label, field.help_text = question.label or None, question.help
    field.initial = question.initial or None
    field.error_messages |= question.errors
    return field


def _line(question: Question) -> forms.Field:
    hint = {"placeholder": question.placeholder} if question.placeholder else {}
    line = forms.TextInput(attrs=FOR_WORDS | hint)
    return forms.CharField(widget=line, max_length=question.longest)


def _text(question: Question) -> forms.Field:
    text = forms.Textarea(attrs={"rows": question.rows} | FOR_WORDS)
    return forms.CharField(widget=text, max_length=question.longest)


def _choice(question: Question) -> forms.Field:
    return forms.ChoiceField(widget=forms.RadioSelect, choices=question.choices)


def _menu(question: Question) -> forms.Field:
    menu = forms.Select(attrs=UNSEEN_BY_BROWSERS)
    return forms.ChoiceField(widget=menu, choices=question.choices)


def _scale(question: Question) -> forms.Field:
    scale = [(str(number), str(number)) for number in range(11)]
    return forms.ChoiceField(widget=forms.RadioSelect, choices=scale)


def _choices(question: Question) -> forms.Field:
    return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=question.choices)


def _yes(question: Question) -> forms.Field:
    return forms.BooleanField()


def _date(question: Question) -> forms.Field:
    day = forms.DateInput(attrs={"type": "date"} | UNSEEN_BY_BROWSERS, format="%Y-%m-%d")
    return forms.DateField(widget=day)


def _number(question: Question) -> forms.Field:
    hidden = forms.HiddenInput(attrs={"data-still": ""})
    return forms.IntegerField(widget=hidden, min_value=0, max_value=question.most)


FIELDS: dict[Type, Callable[[Question], forms.Field]] = {
    Type.LINE: _line,
    Type.TEXT: _text,
    Type.CHOICE: _choice,
    Type.MENU: _menu,
    Type.SCALE: _scale,
    Type.CHOICES: _choices,
    Type.YES: _yes,
    Type.DATE: _date,
    Type.NUMBER: _number,
    Type.MARK: lambda question: Mark(),
    Type.MARKS: lambda question: OfPictures(),
    Type.TEXTS: lambda question: OfPictures(),
}


def make_room(field: forms.Field, letters: int) -> None:
    """Let a box of text take at least so many."""
    if isinstance(field, forms.CharField) and letters > (field.max_length or letters):
        field.max_length = letters
        others = (it for it in field.validators if not isinstance(it, MaxLengthValidator))
        field.validators = [*others, MaxLengthValidator(letters)]
        field.widget.attrs |= field.widget_attrs(field.widget)
