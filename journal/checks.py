"""Mistakes in the journal's own texts, said with file, line and mend before anyone meets them."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from journal.writing import seven_letters


@register()
def the_seven_letters_are_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(str(it), hint=it.mend or None, id="journal.E001")
        for it in seven_letters.prompt_mistakes()
    ]
