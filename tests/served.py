"""The settings of the servers that tests start: the project's own, with cheap hashing.

Somebody signs up in nearly every walk, and that takes hashes of 64 MiB, a second each time.
That they cost as much where people sign up is held by `manage.py check --deploy`.
"""

from config.settings import *  # noqa: F403 - these are the project's settings, with two changes

VAULT_KDF = {"time_cost": 1, "memory_kib": 8}
MFA_TOTP_TOLERANCE = 1  # the half minute of a code may turn between reading and sending it
