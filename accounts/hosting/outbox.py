"""Mail on its way: sealed into a row at once, and sent by `manage.py work` a moment later.

A request that sends mail then takes as long as one that writes a row, whoever the
mail is for. Where an address has no account, `keep_for_nobody` writes a row too.
Bodies and recipients are sealed under the server's key: a stolen database shows
neither whom it wrote to nor the links that it sent.
"""

import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from email.utils import make_msgid, parseaddr
from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.vault.server_key import sealer

PURPOSE = "outbox"
TRANSPORT = "transport"  # the mailer in settings that really sends
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
GIVEN_UP_AFTER = timedelta(hours=24)
# How long one worker has for one mail. After that it counts as ended, and another may try.
A_TRY = timedelta(minutes=10)
AT_MOST = 50  # in one go, so that the chores get their turn
REFUSALS = (SMTPRecipientsRefused, SMTPDataError)  # of one mail; RFC 5321 has the numbers
GOING_AWAY, FOR_GOOD = 421, 500
FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to", "extra_headers")

logger = logging.getLogger(__name__)


class Outbox(BaseEmailBackend):
    """Django's way of sending mail, for mail that is kept first. Plain text only."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            OutgoingMail.objects.create(sealed=_seal(message))
        return len(email_messages)


def sends_mail() -> bool:
    """Whether there is a mail server behind the outbox."""
    return TRANSPORT in mailers


def keep_for_nobody(message: EmailMessage | None = None) -> None:
    """Take as long as `message` would, and send nothing. Nothing happens without an outbox."""
    if TRANSPORT in mailers:
        if message is not None:
            _seal(message)
        OutgoingMail.objects.create(sealed=b"")


def deliver(at_most: int = AT_MOST) -> int:
    """Send what is due and forget it. How many mails were sent.

    What cannot be sent is tried again later, less and less often, and dropped after a
    day; what is refused for good, at once. A mail that is refused keeps no other waiting.
    Two workers at once do not send the same mail. Logs name no address.
    """
    sent = 0
    due = OutgoingMail.objects.filter(try_at__lte=timezone.now()).order_by("try_at", "pk")
    for mail in due[:at_most]:
        message = _still_to_be_sent(mail)
        if message is None:
            mail.delete()
        elif TRANSPORT in mailers and _is_claimed(mail):
            error = _send(mail, message)
            sent += error is None
            if error is not None and not _is_about_this_mail(error):
                break  # the next would wait as long, and the chores with it
    return sent


def _still_to_be_sent(mail: OutgoingMail) -> EmailMessage | None:
    """What the row holds; None for a row that has nothing to send, or not any more."""
    if not mail.sealed:
        return None
    if mail.created <= timezone.now() - GIVEN_UP_AFTER:
        logger.error("A mail could not be sent for a day, and is dropped.")
        return None
    try:
        return _open(mail)
    except InvalidToken:
        logger.error("A mail was sealed under a secret key that is not here any more: dropped.")
        return None


def _is_claimed(mail: OutgoingMail) -> bool:
    """Whether this worker was the first to take it. One UPDATE decides, on any database."""
    free = OutgoingMail.objects.filter(pk=mail.pk, try_at=mail.try_at)
    return free.update(try_at=timezone.now() + A_TRY, tries=F("tries") + 1) == 1


def _send(mail: OutgoingMail, message: EmailMessage) -> Exception | None:
    """Send it and forget it. What went wrong, if something did; then the next try is set."""
    try:
        mailers[TRANSPORT].send_messages([message])
    except Exception as error:  # noqa: BLE001 - whatever a mail server does
        what = " ".join([type(error).__name__, *map(str, _codes(error))])
        if _is_refused_for_good(error):
            logger.error("A mail was refused for good, and is dropped: %s", what)
            mail.delete()
        else:
            logger.warning("A mail could not be sent yet: %s", what)
            pause = PAUSES[min(mail.tries, len(PAUSES) - 1)]
            OutgoingMail.objects.filter(pk=mail.pk).update(try_at=timezone.now() + pause)
        return error
    mail.delete()
    return None


def _is_about_this_mail(error: Exception) -> bool:
    """Whether the next mail may fare better. Not where the server is away or will not have us."""
    if isinstance(error, REFUSALS):
        return GOING_AWAY not in _codes(error)
    return isinstance(error, SMTPNotSupportedError) or not isinstance(error, OSError)


def _is_refused_for_good(error: Exception) -> bool:
    return isinstance(error, REFUSALS) and all(code >= FOR_GOOD for code in _codes(error))


def _codes(error: Exception) -> list[int]:
    """The server's numbers, of which 4xx mean not now and 5xx never. Its words name people."""
    if isinstance(error, SMTPRecipientsRefused):
        return sorted({code for code, _words in error.recipients.values()})
    return [error.smtp_code] if isinstance(error, SMTPResponseException) else []


def _seal(message: EmailMessage) -> bytes:
    """Raises `ValueError` for a header with a line break, and for what is not plain text."""
    if message.attachments or getattr(message, "alternatives", None):
        raise ValueError("Mail from here is plain text.")
    host = parseaddr(message.from_email)[1].rpartition("@")[2]
    message.extra_headers.setdefault("Message-ID", make_msgid(domain=host))  # one for every try
    message.message()  # looks at the headers now, while whoever wrote them can be told
    fields: dict[str, Any] = {name: getattr(message, name) for name in FIELDS}
    return sealer(PURPOSE).encrypt(json.dumps(fields, default=str).encode())


def _open(mail: OutgoingMail) -> EmailMessage:
    """Raises `InvalidToken`."""
    fields = json.loads(sealer(PURPOSE).decrypt(bytes(mail.sealed)))
    return EmailMessage(headers=fields.pop("extra_headers"), **fields)
