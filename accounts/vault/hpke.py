"""Sealing for somebody whose vault is closed: to their public key, by HPKE (RFC 9180).

The key is the hybrid of ML-KEM-768 (FIPS 203) and X25519 that is known as X-Wing
(draft-connolly-cfrg-xwing-kem): whoever keeps what is stored today has to break both. A public
key is the 1,184 bytes of the first and the 32 of the second. The private one follows from 32
bytes of seed, as that draft says, so that nothing more than the data key has to be kept.
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

MLKEM_BYTES = 1184
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NotOpened(Exception):
    """This was not sealed to this key, was changed, or is in another's place."""


def public_key(seed: bytes) -> bytes:
    """The public key, 1,216 bytes, of the private one that follows from 32 bytes of `seed`."""
    first, second = _private_keys(seed)
    return first.public_key().public_bytes_raw() + second.public_key().public_bytes_raw()


def seal(public: bytes, plaintext: bytes, place: bytes) -> bytes:
    """What only the private key opens, 1,136 bytes longer, and only at this `place`.

    Raises `ValueError` for what is no public key.
    """
    key = MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:MLKEM_BYTES]),
        X25519PublicKey.from_public_bytes(public[MLKEM_BYTES:]),
    )
    return _SUITE.encrypt(plaintext, key, info=place)


def unseal(seed: bytes, sealed: bytes, place: bytes) -> bytes:
    """What `seal` sealed. Raises `NotOpened`."""
    try:
        return _SUITE.decrypt(sealed, MLKEM768X25519PrivateKey(*_private_keys(seed)), info=place)
    except (InvalidTag, ValueError) as error:
        raise NotOpened from error


def _private_keys(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )
