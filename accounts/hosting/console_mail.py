"""Mail for a host without a mail server: printed where `serve` runs, as it reads.

Django's own console backend prints a mail as it would travel, and there a long line is cut:
a link for a new password could not be followed.
"""

from django.core.mail import EmailMessage
from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    def write_message(self, message: EmailMessage) -> None:
        to = ", ".join(message.to)
        rule = "-" * 72
        self.stream.write(f"To: {to}\nSubject: {message.subject}\n\n{message.body}\n{rule}\n")
