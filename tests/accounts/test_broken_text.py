"""Text that cannot be kept as it was sent is refused, not quietly changed."""

import pytest

NEW = "/journal/letters/new/"
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=line"


def parts(value: bytes) -> bytes:
    head = b'--line\r\nContent-Disposition: form-data; name="body"\r\n\r\n'
    return head + value + b"\r\n--line--\r\n"


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (FORM, b"body=a%00b"),
        (FORM, b"bo%00dy=a"),
        (FORM, b"body=%ED%A0%80"),
        (FORM, b"body=%FF"),
        (FORM, b"body=\xff"),
        (PARTS, parts(b"a\0b")),
        (PARTS, parts(b"\xed\xa0\x80")),
        (PARTS, parts("�".encode() + b"\xff")),
    ],
)
def test_nul_and_broken_utf8_are_refused(ada, kind, sent):
    assert ada.browser.generic("POST", NEW, sent, kind).status_code == 400


@pytest.mark.parametrize(
    ("kind", "sent"), [(FORM, "body=�".encode()), (PARTS, parts("� and ✉️".encode()))]
)
def test_a_replacement_character_that_was_typed_is_kept(ada, kind, sent):
    assert ada.browser.generic("POST", NEW, sent, kind).status_code == 302


def test_nul_in_an_address_is_refused(ada):
    assert ada.browser.get("/journal/?kind=a%00b").status_code == 400
