"""Mail through the outbox: kept sealed, sent once, tried again, and dropped in the end."""

import base64
import smtplib
import time
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone

from accounts.hosting import outbox
from accounts.models import OutgoingMail
from accounts.signin.second_step import SecondStepAdapter

LINK = "https://journal.example.org/accounts/confirm-email/secret-token/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sends_mail")]


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing from us, and says whom it was for."""

    error: Exception = smtplib.SMTPSenderRefused(530, b"Not for ada@example.org", "us@example.org")
    asked = 0

    def send_messages(self, messages):
        type(self).asked += 1
        raise self.error


class Choosy(EmailBackend):
    """A mail server that does not take what is for Ada."""

    error: Exception

    def send_messages(self, messages):
        if "ada@example.org" in messages[0].to:
            raise self.error
        return super().send_messages(messages)


@pytest.fixture
def refused(settings, monkeypatch) -> type[Refusing]:
    monkeypatch.setattr(Refusing, "asked", 0)
    settings.MAILERS = settings.MAILERS | {
        "transport": {"BACKEND": f"{__name__}.Refusing"},
    }
    return Refusing


def write(to: str = "ada@example.org", subject: str = "Confirm your address") -> OutgoingMail:
    send_mail(subject, f"Open {LINK}", "Dear Self <us@example.org>", [to])
    return OutgoingMail.objects.latest("pk")


def test_a_mail_waits_and_nothing_is_sent_until_work_comes_by():
    write()

    assert mail.outbox == []
    call_command("work", once=True)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (
        ["ada@example.org"],
        "Confirm your address",
        f"Open {LINK}",
    )
    assert (sent.from_email, sent.sent_using) == ("Dear Self <us@example.org>", "transport")
    assert not OutgoingMail.objects.exists()


def test_every_part_of_a_plain_mail_arrives():
    whole = EmailMessage(
        "Grüße",
        "Für dich.",
        "us@example.org",
        ["ada@example.org"],
        cc=["ben@example.org"],
        bcc=["cleo@example.org"],
        reply_to=["host@example.org"],
        headers={"Auto-Submitted": "auto-generated"},
    )
    whole.send()

    outbox.deliver()

    (sent,) = mail.outbox
    assert sent.recipients() == ["ada@example.org", "ben@example.org", "cleo@example.org"]
    assert {n: getattr(sent, n) for n in outbox.FIELDS} == {
        n: getattr(whole, n) for n in outbox.FIELDS
    }
    assert sent.extra_headers["Message-ID"].endswith("@example.org>")


def test_neither_address_nor_link_stands_in_the_row():
    row = write()

    stored = base64.urlsafe_b64decode(bytes(row.sealed))
    words = (b"ada@", b"example.org", b"secret-token", b"Confirm")
    assert len(stored) > 200
    assert [word for word in words if word in stored] == []


def test_what_is_not_plain_text_is_refused_at_once():
    rich = EmailMultiAlternatives("Hello", "Hello", "us@example.org", ["ada@example.org"])
    rich.attach_alternative("<b>Hello</b>", "text/html")

    with pytest.raises(ValueError, match="plain text"):
        rich.send()

    assert not OutgoingMail.objects.exists()


def test_a_subject_with_a_line_break_is_refused_at_once():
    with pytest.raises(ValueError, match=r"newlines|linefeed"):
        write(subject="Hello\nBcc: everyone@example.org")

    assert not OutgoingMail.objects.exists()


def test_a_mail_to_nobody_takes_a_row_and_goes_nowhere():
    outbox.keep_for_nobody()
    assert bytes(OutgoingMail.objects.get().sealed) == b""

    assert outbox.deliver() == 0

    assert mail.outbox == []
    assert not OutgoingMail.objects.exists()


def test_without_a_mail_server_no_row_is_written_for_nobody(settings):
    settings.MAILERS = {"default": settings.MAILERS["transport"]}

    outbox.keep_for_nobody()

    assert not OutgoingMail.objects.exists()


def test_a_refused_mail_is_tried_again_less_and_less_often(refused):
    write()
    tried = []

    with time_machine.travel(timezone.now(), tick=False) as clock:
        for minute in range(24 * 60):
            before = refused.asked
            outbox.deliver()
            if refused.asked > before:
                tried.append(minute)
            clock.shift(timedelta(minutes=1))

    assert tried[:6] == [0, 1, 6, 36, 156, 276]
    assert {b - a for a, b in pairwise(tried[4:])} == {120}


def test_a_mail_that_could_not_be_sent_for_a_day_is_dropped_without_naming_anyone(refused, caplog):
    write()
    outbox.deliver()
    assert OutgoingMail.objects.exists()

    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        outbox.deliver()

    assert not OutgoingMail.objects.exists()
    assert refused.asked == 1
    assert [record.getMessage() for record in caplog.records] == [
        "A mail could not be sent yet: SMTPSenderRefused 530",
        "A mail could not be sent for a day, and is dropped.",
    ]
    assert "ada" not in caplog.text.casefold()


def test_the_log_has_the_servers_number_and_not_its_words(refused, caplog, monkeypatch):
    no = smtplib.SMTPAuthenticationError(535, b"ada@example.org may not")
    monkeypatch.setattr(Refusing, "error", no)
    write()

    outbox.deliver()

    assert "A mail could not be sent yet: SMTPAuthenticationError 535" in caplog.text
    assert "ada" not in caplog.text


def test_once_the_server_is_back_the_mail_goes_out(refused, settings):
    write()
    outbox.deliver()
    settings.MAILERS = settings.MAILERS | {
        "transport": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    }

    assert outbox.deliver() == 0  # not due yet
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert outbox.deliver() == 1

    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


def not_for_ada(*codes: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({f"ada@{code}": (code, b"Ada?") for code in codes})


NO_NOW, NO_FOR_GOOD = (
    [
        not_for_ada(450),
        not_for_ada(450, 550),
        smtplib.SMTPDataError(451, b"Not now, ada@example.org"),
        smtplib.SMTPNotSupportedError("ada"),
        UnicodeError("ada"),
    ],
    [not_for_ada(550), not_for_ada(550, 553), smtplib.SMTPDataError(554, b"No, ada@example.org")],
)


@pytest.mark.parametrize("no", NO_NOW + NO_FOR_GOOD, ids=repr)
def test_a_mail_that_is_refused_keeps_no_other_waiting(settings, monkeypatch, caplog, no):
    settings.MAILERS = settings.MAILERS | {"transport": {"BACKEND": f"{__name__}.Choosy"}}
    monkeypatch.setattr(Choosy, "error", no, raising=False)
    for name in ("ada", "ada", "ben"):
        write(f"{name}@example.org")

    sent = outbox.deliver()

    assert (sent, [message.to for message in mail.outbox]) == (1, [["ben@example.org"]])
    assert OutgoingMail.objects.count() == (0 if no in NO_FOR_GOOD else 2)
    assert "ada" not in caplog.text.casefold()


def test_what_is_refused_for_good_is_dropped_and_the_host_is_told(settings, monkeypatch, caplog):
    settings.MAILERS = settings.MAILERS | {"transport": {"BACKEND": f"{__name__}.Choosy"}}
    monkeypatch.setattr(Choosy, "error", not_for_ada(550), raising=False)
    write()

    outbox.deliver()

    assert [record.getMessage() for record in caplog.records] == [
        "A mail was refused for good, and is dropped: SMTPRecipientsRefused 550"
    ]


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        smtplib.SMTPServerDisconnected("away"),
        smtplib.SMTPAuthenticationError(535, b"no"),
        not_for_ada(421),
        smtplib.SMTPDataError(421, b"closing"),
    ],
    ids=repr,
)
def test_one_server_that_is_away_keeps_the_chores_waiting_once(refused, monkeypatch, error):
    monkeypatch.setattr(Refusing, "error", error)
    for name in ("ada", "ben", "cleo"):
        write(f"{name}@example.org")

    outbox.deliver()

    assert refused.asked == 1
    assert OutgoingMail.objects.count() == 3


def test_a_mail_under_an_earlier_secret_key_still_goes_out(settings):
    settings.SECRET_KEY = "before"
    write()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "now", ["before"]

    assert outbox.deliver() == 1


def test_a_mail_under_a_lost_secret_key_is_dropped_and_the_host_is_told(settings, caplog):
    settings.SECRET_KEY = "before"
    write("ada@example.org")
    settings.SECRET_KEY = "now"
    write("ben@example.org")

    assert outbox.deliver() == 1

    assert [message.to for message in mail.outbox] == [["ben@example.org"]]
    assert not OutgoingMail.objects.exists()
    assert [record.getMessage() for record in caplog.records] == [
        "A mail was sealed under a secret key that is not here any more: dropped."
    ]


def test_what_seals_mail_opens_no_seed():
    sealed = bytes(write().sealed).decode()

    assert "@" not in SecondStepAdapter().decrypt(sealed)  # another seed, one that no code fits


def test_a_mail_that_another_worker_has_is_left_alone(monkeypatch):
    row = write()
    real = outbox._is_claimed

    def too_late(mail):
        assert real(OutgoingMail.objects.get(pk=row.pk))  # the other one, a moment earlier
        return real(mail)

    monkeypatch.setattr(outbox, "_is_claimed", too_late)

    assert outbox.deliver() == 0
    assert mail.outbox == []


def test_a_mail_whose_worker_died_is_sent_by_the_next():
    assert outbox._is_claimed(write())  # and then nothing more was heard of it

    assert outbox.deliver() == 0
    with time_machine.travel(timezone.now() + outbox.A_TRY + timedelta(seconds=1)):
        assert outbox.deliver() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_workers_send_each_mail_once(at_once):
    for number in range(20):
        write(f"person-{number}@example.org")
    mailers["transport"]  # so that `mail.outbox` is there for all of them

    sent = at_once(lambda number: _deliver_until_empty())

    assert [error for error in sent if isinstance(error, Exception)] == []
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        f"person-{number}@example.org" for number in range(20)
    )
    assert not OutgoingMail.objects.exists()


def _deliver_until_empty() -> int:
    sent, until = 0, time.monotonic() + 10
    while OutgoingMail.objects.exists() and time.monotonic() < until:
        sent += outbox.deliver()
    return sent
