"""Files on their way in: in memory alone, and no more of them than there is room for.

Django's own handler for memory drops every file of a large request without a word; its
other one writes temporary files, in clear.
"""

import io
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.db import DatabaseError
from django.http import HttpRequest

from accounts.pictures.files import (
    MOST_AT_ONCE,
    MOST_BYTES,
    MOST_BYTES_TOGETHER,
    CannotBeTaken,
    NotArrived,
    TooLarge,
    TooLargeTogether,
    TooManyAtOnce,
)

MOST_READ_PAST = 600 * 1024 * 1024  # of one request: what is not taken is read all the same


class FormFile(InMemoryUploadedFile):
    """A file of a form. Where it could not be taken it is empty, and `refused` says why."""

    refused: CannotBeTaken | None = None


class InMemoryOnly(FileUploadHandler):
    """Holds the files of someone who is signed in, within limits, and reads past all others.

    So the page can say what was wrong with one, and the rest of its form is not lost. For
    nobody's request no file is there at all. What a file was called is not kept.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._files = 0
        self._taken = 0  # bytes, of the files before this one
        self._refused: CannotBeTaken | None = None
        self._is_someones: bool | None = None

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 # Django names it so
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > MOST_READ_PAST:
            raise RequestDataTooBig("The form is larger than what may be read past.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.request.carried_files = True  # type: ignore[union-attr] # ours; Django gives it one
        self._files += 1
        self.file = io.BytesIO()
        self._refused = self._why_not()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._refused is None:
            size = self.file.tell() + len(raw_data)
            if size > MOST_BYTES:
                self._refuse(TooLarge())
            elif self._taken + size > MOST_BYTES_TOGETHER:
                self._refuse(TooLargeTogether())
            else:
                self.file.write(raw_data)

    def file_complete(self, file_size: int) -> FormFile | None:
        if not self._is_someones:
            return None
        size = self.file.tell()
        self._taken += size
        self.file.seek(0)
        file = FormFile(self.file, self.field_name, "picture", self.content_type, size, None)
        file.refused = self._refused
        return file

    def _why_not(self) -> CannotBeTaken | None:
        """Why the file that begins here cannot be taken, as far as that is known already."""
        if self._is_someones is None:
            try:
                self._is_someones = _is_someones(self.request)
            except DatabaseError:  # the words of this form must not be lost for that
                self._is_someones = True
                self._files = MOST_AT_ONCE  # its other files are no better off
                return NotArrived()
        if not self._is_someones:
            return NotArrived()
        return TooManyAtOnce() if self._files > MOST_AT_ONCE else None

    def _refuse(self, why: CannotBeTaken) -> None:
        self._refused = why
        self.file = io.BytesIO()


def _is_someones(request: HttpRequest | None) -> bool:
    """Whether somebody is signed in. This is asked before `request.user` is there."""
    return SESSION_KEY in getattr(request, "session", {})
