"""Files on their way in: in memory alone, and a form's words come through whatever they weigh."""

import tempfile
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.middleware import refuse_broken_text
from accounts.models import InboxForm
from accounts.pictures import store, upload_handler
from accounts.pictures.files import NotArrived, TooLarge, TooLargeTogether, TooManyAtOnce
from journal.models import Entry
from tests.late import each_absence
from tests.pages import NEW, fields_of

WORDS = "You came home. שלום 🌱"
SIGNED_IN = {SESSION_KEY: "ada"}


def file(held: bytes, name: str = "the lake with ben.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, held, "image/jpeg")


def taken(session: Any, *sent: bytes, **fields: str) -> HttpRequest:
    """A form with these files as a view gets it, from a browser with this session."""
    said = {"body": WORDS, "picture": [file(held) for held in sent], **fields}
    request = RequestFactory().post("/", said)
    request.session = session
    seen = []
    refuse_broken_text(lambda request: seen.append(request) or HttpResponse())(request)
    return seen[0]


def parsed(sent: bytes) -> HttpRequest:
    """A form in parts, byte by byte. Raises `BadRequest`."""
    request = RequestFactory().generic("POST", "/", sent, "multipart/form-data; boundary=line")
    request.session = SIGNED_IN
    refuse_broken_text(lambda request: HttpResponse())(request)
    return request


def files_of(request: HttpRequest) -> list[tuple[bytes, type | None]]:
    held = request.FILES.getlist("picture")
    return [(one.read(), type(one.refused) if one.refused else None) for one in held]


@pytest.fixture
def small_limits(monkeypatch):
    """Ten bytes a file, twenty-four together."""
    monkeypatch.setattr(upload_handler, "MOST_BYTES", 10)
    monkeypatch.setattr(upload_handler, "MOST_BYTES_TOGETHER", 24)


def test_files_and_words_arrive_as_they_were_sent():
    request = taken(SIGNED_IN, b"one", b"two\0\xff\xef\xbf\xbd")
    assert request.POST["body"] == WORDS
    assert files_of(request) == [(b"one", None), (b"two\0\xff\xef\xbf\xbd", None)]


def test_what_a_file_was_called_is_not_kept():
    (held,) = taken(SIGNED_IN, b"one").FILES.getlist("picture")
    assert (held.name, held.field_name, held.size) == ("picture", "picture", 3)


def test_one_that_is_too_large_arrives_empty_and_marked(small_limits):
    request = taken(SIGNED_IN, b"x" * 10, b"x" * 11, b"last")
    assert files_of(request) == [(b"x" * 10, None), (b"", TooLarge), (b"last", None)]
    assert request.POST["body"] == WORDS


def test_together_they_may_not_be_too_large_either(small_limits):
    request = taken(SIGNED_IN, b"x" * 10, b"x" * 10, b"x" * 5, b"last")
    assert files_of(request)[2:] == [(b"", TooLargeTogether), (b"last", None)]


def test_of_more_than_six_the_first_are_there_and_the_words_too():
    request = taken(SIGNED_IN, *[b"one"] * 150)
    assert files_of(request) == [(b"one", None)] * 6 + [(b"", TooManyAtOnce)] * 144
    assert request.POST["body"] == WORDS


def test_for_nobody_no_file_is_held():
    request = taken({}, b"one", b"two")
    assert list(request.FILES) == []
    assert request.POST["body"] == WORDS


def test_a_database_that_is_away_takes_the_pictures_but_not_the_words():
    class Away:
        def __contains__(self, name: str) -> bool:
            raise OperationalError

    request = taken(Away(), b"one", b"two")
    assert [why for held, why in files_of(request)] == [NotArrived, TooManyAtOnce]
    assert request.POST["body"] == WORDS


def test_a_marked_file_says_why_and_another_is_opened_from_its_start(small_limits, monkeypatch):
    monkeypatch.setattr(store, "prepare_picture", lambda held: held)
    well, large = taken(SIGNED_IN, b"one", b"x" * 11).FILES.getlist("picture")
    assert [store.prepare_upload(well) for _ in range(2)] == [b"one", b"one"]
    with pytest.raises(TooLarge):
        store.prepare_upload(large)


def test_a_request_too_large_to_read_past_is_refused_unread(monkeypatch):
    monkeypatch.setattr(upload_handler, "MOST_READ_PAST", 100)
    with pytest.raises(RequestDataTooBig):
        taken(SIGNED_IN, b"x" * 101)


def test_the_limit_on_words_is_one_on_words_alone(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert files_of(taken(SIGNED_IN, b"x" * 5000)) == [(b"x" * 5000, None)]
    with pytest.raises(RequestDataTooBig):
        taken(SIGNED_IN, b"x" * 10, more="y" * 1000)


@pytest.mark.parametrize("broken", [b"a\0b", b"\xff", b"\xed\xa0\x80", b"\xe2\x82"])
def test_broken_text_is_refused_however_large_the_file_beside_it(broken):
    """The file is full of U+FFFD, so that nobody can count them."""
    sent = b"--line\r\n" + b"\r\n--line\r\n".join(
        [
            b'Content-Disposition: form-data; name="body"\r\n\r\n' + broken,
            b'Content-Disposition: form-data; name="picture"; filename="a"\r\n\r\n'
            + "\ufffd".encode() * 100_000,
        ]
    )
    with pytest.raises(BadRequest):
        parsed(sent)


def test_names_of_fields_and_text_sent_as_base64_are_text_too():
    sent = (
        '--line\r\nContent-Disposition: form-data; name="größe"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\nZ3LDtsOfZQ==\r\n"
        '--line\r\nContent-Disposition: form-data; name="bötchen"; filename="ł…"\r\n\r\nx\r\n'
        "--line--\r\n"
    ).encode()
    request = parsed(sent)
    assert request.POST.dict() == {"größe": "größe"}
    assert list(request.FILES) == ["bötchen"]


def test_of_a_file_that_breaks_off_no_half_is_taken():
    sent = b'--line\r\nContent-Disposition: form-data; name="picture"; filename="a"\r\n\r\nhalf'
    assert list(parsed(sent).FILES) == []


# --- through the whole house ---


def test_a_huge_file_beside_a_letter_touches_no_disk_and_takes_no_word(ada, settings, monkeypatch):
    """It is larger than a whole form may be. There is no folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    fields = fields_of(ada.browser.get(NEW)) | {"body": WORDS}

    answer = ada.browser.post(
        NEW, fields | {"elsewhere": file(b"\0" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))}
    )

    assert answer.status_code == 302
    assert Entry.objects.get().open(ada.vault).body == WORDS


@each_absence
def test_words_that_came_with_a_file_wait_without_it_and_come_back(
    ada, go_away, way_in, open_again
):
    fields = fields_of(ada.browser.get(NEW)) | {"body": WORDS}
    go_away(ada)

    answer = ada.browser.post(NEW, fields | {"picture": file(b"\xff\xd8\xff" * 100_000)})

    assert len(InboxForm.objects.get().content) < 10_000
    page = ada.browser.get(open_again(ada, answer.url))
    assert fields_of(page)["body"] == [WORDS]
