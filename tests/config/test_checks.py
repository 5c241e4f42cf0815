"""The project's own checks run whenever it starts, and not only where a test imports them."""

import subprocess
import sys

from config.env import BASE

ASKED = """
import django
django.setup()
from django.core.checks.registry import registry
for check in registry.get_checks(include_deployment_checks=True):
    print(f"{check.__module__}.{check.__name__}")
"""


def test_every_check_of_ours_is_run_at_a_start():
    ran = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=BASE, capture_output=True, text=True, check=True
    )

    ours = {name for name in ran.stdout.split() if not name.startswith(("django.", "allauth."))}
    assert ours == {
        "accounts.checks.help_lines_are_whole",
        "accounts.checks.mail_can_be_sent",
        "accounts.checks.password_guesses_are_costly",
        "accounts.checks.translations_translate_something",
        "journal.checks.the_seven_letters_are_whole",
        "practices.checks.the_library_is_whole",
    }
