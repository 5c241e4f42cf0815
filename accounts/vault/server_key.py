"""What the server seals for itself, under keys derived from the host's secret key.

No word that anyone wrote is ever sealed like this: only what the server has to
open by itself, such as the seeds of second steps and mail that waits to be sent.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def sealer(purpose: str) -> MultiFernet:
    """Seals under today's secret key; opens under it and the ones before it.

    `purpose` is part of each key, so that what is sealed for one opens for no other.
    Opening raises `cryptography.fernet.InvalidToken`.
    """
    label = f"dear-self:{purpose}".encode()
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = (hashlib.sha256(label + secret.encode()) for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key.digest())) for key in keys])
