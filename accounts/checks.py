"""Settings mistakes that would weaken the vault, found before anyone writes a word."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

from accounts import content_files, help_lines

LEAST_MEMORY_KIB = 64 * 1024
LEAST_TIME_COST = 3


@register(Tags.security, deploy=True)
def password_guesses_are_costly(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    cost = settings.VAULT_KDF
    if cost["memory_kib"] >= LEAST_MEMORY_KIB and cost["time_cost"] >= LEAST_TIME_COST:
        return []
    return [
        Error(
            "VAULT_KDF is cheaper than a stolen database calls for.",
            hint=f"Use at least {LEAST_MEMORY_KIB} KiB and {LEAST_TIME_COST} passes.",
            id="accounts.E001",
        )
    ]


@register()
def help_lines_are_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(str(it), hint=it.mend, id="accounts.E002") for it in help_lines.help_line_mistakes()
    ]


@register()
def translations_translate_something(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [Error(str(it), hint=it.mend, id="accounts.E003") for it in content_files.strays()]


@register(Tags.security, deploy=True)
def mail_can_be_sent(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.MAILERS["default"]["BACKEND"].endswith("console_mail.EmailBackend"):
        return []
    return [
        Caution(
            "E-mail prints to the console.",
            hint="Set DEARSELF_SMTP_URL, so that forgotten passwords can be reset.",
            id="accounts.W001",
        )
    ]
