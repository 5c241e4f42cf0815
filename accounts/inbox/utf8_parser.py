"""Broken text in a form: the refusal, and the parser that finds it in a form in parts.

`middleware.refuse_broken_text` puts the parser to work, and looks at all other forms itself.
"""

from typing import Any

from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict


class BrokenText(BadRequest):
    """A form holds text that is broken. `sent` is the form, a sign in place of what is broken."""

    def __init__(self, why: str, sent: QueryDict) -> None:
        super().__init__(why)
        self.sent = sent


class TextAsItWasSent(MultiPartParser):
    """Django's, but text that is not UTF-8 is refused, where Django would put U+FFFD into it.

    Each byte is read as a letter first, which loses none, and only then all of them as text.
    """

    def __init__(self, META: Any, input_data: Any, upload_handlers: Any, encoding: Any = None):  # noqa: N803 # Django names it so
        super().__init__(META, input_data, upload_handlers, "latin-1")

    def parse(self) -> tuple[QueryDict, MultiValueDict[str, UploadedFile]]:
        """Raises `BrokenText`, and as Django's."""
        letters, fields = super().parse()
        files: MultiValueDict[str, UploadedFile] = MultiValueDict()
        try:
            sent = _read(letters, "strict")
            for name, values in fields.lists():
                files.setlist(_as_text(name), values)
        except UnicodeDecodeError as error:
            why = "The form holds text that is not UTF-8."
            raise BrokenText(why, _read(letters, "replace")) from error
        sent._mutable = False
        return sent, files


def _read(letters: QueryDict, errors: str) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, values in letters.lists():
        sent.setlist(_as_text(name, errors), [_as_text(value, errors) for value in values])
    return sent


def _as_text(letters: str, errors: str = "strict") -> str:
    return letters.encode("latin-1").decode(errors=errors)
