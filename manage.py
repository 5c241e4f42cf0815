#!/usr/bin/env python3
"""Every command: `manage.py serve`, `migrate`, `demo`, …"""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.env import EnvError

    try:
        execute_from_command_line(sys.argv)
    except EnvError as error:
        sys.exit(f"Dear Self cannot start: {error}")


if __name__ == "__main__":
    main()
