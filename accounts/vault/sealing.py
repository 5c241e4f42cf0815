"""Sealing what a person writes, so that only their password or recovery key opens it.

Pure cryptography: no request, no database, no settings. `keys.py` keeps the
wrapped keys in the `Vault` row; `visit.py` carries an open vault through a visit.

A person has a `Keyring` of random 256-bit data keys. It is wrapped twice, under
Argon2id(password) and under the recovery key. Each purpose (entries, drafts, …)
has its own subkey by HKDF-SHA256 (RFC 5869), and each record is sealed with
AES-256-GCM (NIST SP 800-38D):

    record = version (1 byte) ‖ key id (4) ‖ nonce (12) ‖ ciphertext and tag

The place of a record (owner, table, row, field) is authenticated with it:
a record moved to another row or another person does not open. The plaintext is
padded (Padmé) so that sizes say little. It is never compressed.

What comes while the vault is closed is sealed to the public key of the person's inbox, which
follows from their newest data key (`hpke.py`): version 2, with no nonce of its own.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.vault import hpke
from accounts.vault.hashers import hashing_slot
from accounts.vault.padding import pad, unpad

VERSION = 1
TO_INBOX = 2  # of a record that was sealed while the vault was closed
KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
ALIAS_BYTES = 9
type Stored = bytes | memoryview[int]  # what a BinaryField gives, on SQLite and on PostgreSQL

_HEADER = struct.Struct(">BI")
_LENGTH = struct.Struct(">I")
_RING_ITEM = struct.Struct(f">I{KEY_BYTES}s")


class VaultError(Exception):
    """Something did not open."""


class WrongKey(VaultError):
    """This password or recovery key does not open this vault."""


class Damaged(VaultError):
    """This record was changed, cut short, or belongs somewhere else."""


class Locked(VaultError):
    """The vault is closed in this visit: the password has to be given again."""


class Sealable(Protocol):
    """A row that holds sealed fields. `sealed_as` names its table for good, even renamed."""

    sealed_as: ClassVar[str]
    sealed_under: ClassVar[str]
    sealed_fields: ClassVar[tuple[str, ...]]
    owner_id: UUID
    uuid: UUID


@dataclass(frozen=True, slots=True)
class Keyring:
    """A person's data keys by id. The highest id seals; every one of them opens."""

    keys: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def new(cls, key_id: int = 1) -> "Keyring":
        return cls({key_id: secrets.token_bytes(KEY_BYTES)})

    @property
    def current(self) -> int:
        return max(self.keys)

    @property
    def newest(self) -> "Keyring":
        """A ring with the key that seals, and no other."""
        return Keyring({self.current: self.keys[self.current]})

    def and_a_new_key(self) -> "Keyring":
        return self.joined_by(Keyring.new(self.current + 1))

    def joined_by(self, other: "Keyring") -> "Keyring":
        return Keyring({**other.keys, **self.keys})

    def to_bytes(self) -> bytes:
        return bytes([VERSION]) + b"".join(_RING_ITEM.pack(*item) for item in self.keys.items())

    @classmethod
    def from_bytes(cls, packed: bytes) -> "Keyring":
        if not packed or packed[0] != VERSION or (len(packed) - 1) % _RING_ITEM.size:
            raise Damaged("This keyring is of no version known here.")
        return cls(dict(_RING_ITEM.iter_unpack(packed[1:])))


class OpenVault:
    """One person's vault, open. Seals and opens the fields of their rows."""

    is_open = True

    def __init__(self, owner_id: UUID, keyring: Keyring) -> None:
        self.owner_id = owner_id
        self.keyring = keyring
        self._ciphers: dict[tuple[int, str], AESGCM] = {}

    def seal(self, record: Sealable, name: str, plaintext: bytes) -> bytes:
        """The sealed bytes of field `name` of `record`. They open only in that place.

        Raises `ValueError` for a record of someone else: nothing is ever sealed
        under a key its owner does not have.
        """
        if record.owner_id != self.owner_id:
            raise ValueError("This record belongs to someone else.")
        key_id = self.keyring.current
        nonce = secrets.token_bytes(NONCE_BYTES)
        ciphertext = self._cipher(key_id, record.sealed_under).encrypt(
            nonce, pad(plaintext), _place(record, name, header(key_id))
        )
        return header(key_id) + nonce + ciphertext

    def open(self, record: Sealable, name: str, sealed: Stored) -> bytes:
        """What was sealed in field `name` of `record`. Raises `Damaged`."""
        sealed = bytes(sealed)
        try:
            version, key_id = _HEADER.unpack_from(sealed)
        except struct.error as error:
            raise Damaged("This record is cut short.") from error
        if version not in {VERSION, TO_INBOX} or key_id not in self.keyring.keys:
            raise Damaged("This record was sealed with a key that is not on this ring.")
        if version == TO_INBOX:
            return self._open_from_inbox(record, name, key_id, sealed[_HEADER.size :])
        nonce, ciphertext = _split_nonce(sealed[_HEADER.size :])
        try:
            padded = self._cipher(key_id, record.sealed_under).decrypt(
                nonce, ciphertext, _place(record, name, header(key_id))
            )
        except InvalidTag as error:
            raise Damaged("This record was changed, or stands in another's place.") from error
        return unpad(padded)

    @property
    def inbox_key(self) -> bytes:
        """The public key that is sealed to while this vault is closed."""
        return hpke.public_key(self._inbox_seed(self.keyring.current))

    def page_key(self, purpose: str) -> bytes:
        """32 bytes for a script in this person's own pages. No record is sealed under them.

        They follow from the newest data key alone, so that every page is given the same
        ones until new keys are taken; nothing else follows from them.
        """
        return _derive(self.keyring.keys[self.keyring.current], b"", f"page:{purpose}")

    def alias(self, of: str, word: str) -> str:
        """A short name for a word of theirs, that may stand in an address: twelve letters.

        HMAC-SHA256 under a key for names, 72 bits of it: whoever has not this vault can neither
        read it nor try words on it. New keys make new names. `of` tells kinds of words apart.
        """
        key = _derive(self.keyring.keys[self.keyring.current], b"", "names")
        named = _length_prefixed(of.encode(), word.encode())
        return base64.urlsafe_b64encode(hmac.digest(key, named, "sha256")[:ALIAS_BYTES]).decode()

    def _open_from_inbox(self, record: Sealable, name: str, key_id: int, sealed: bytes) -> bytes:
        place = _place(record, name, header(key_id, TO_INBOX))
        try:
            return unpad(hpke.unseal(self._inbox_seed(key_id), sealed, place))
        except hpke.NotOpened as error:
            raise Damaged("This record was changed, or stands in another's place.") from error

    def _inbox_seed(self, key_id: int) -> bytes:
        return _derive(self.keyring.keys[key_id], b"", "inbox key")

    def _cipher(self, key_id: int, purpose: str) -> AESGCM:
        cipher = self._ciphers.get((key_id, purpose))
        if cipher is None:
            cipher = AESGCM(_derive(self.keyring.keys[key_id], b"", f"purpose:{purpose}"))
            self._ciphers[key_id, purpose] = cipher
        return cipher


class ClosedVault:
    """A vault that is not open in this visit. Every use of it raises `Locked`."""

    is_open = False

    def seal(self, record: Sealable, name: str, plaintext: bytes) -> bytes:
        raise Locked

    def open(self, record: Sealable, name: str, sealed: Stored) -> bytes:
        raise Locked

    def alias(self, of: str, word: str) -> str:
        raise Locked


AnyVault = OpenVault | ClosedVault


def seal_to_inbox(
    inbox_key: Stored, key_id: int, record: Sealable, name: str, padded: bytes
) -> bytes:
    """Seal field `name` of `record`, `pad`ded already, for an owner whose vault is closed.

    `key_id` is the id of the data key from which their `inbox_key` follows.
    """
    begin = header(key_id, TO_INBOX)
    return begin + hpke.seal(bytes(inbox_key), padded, _place(record, name, begin))


# --- wrapping a keyring -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cost:
    """What one Argon2id guess costs: passes over the memory, and its size in KiB."""

    time_cost: int
    memory_kib: int


def password_key(password: str, salt: bytes, cost: Cost) -> bytes:
    """A 32-byte wrapping key by Argon2id (RFC 9106), one lane."""
    with hashing_slot():
        return hash_secret_raw(
            password.encode(),
            salt,
            time_cost=cost.time_cost,
            memory_cost=cost.memory_kib,
            parallelism=1,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )


def recovery_wrapping_key(recovery_key: bytes, salt: bytes) -> bytes:
    """A 32-byte wrapping key. 160 random bits need no slow hash."""
    return _derive(recovery_key, salt, "recovery")


def wrap(keyring: Keyring, wrapping_key: bytes, owner_id: UUID, under: str) -> bytes:
    """The keyring sealed under `wrapping_key`, bound to its owner and to what wraps it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    context = _length_prefixed(b"keyring", owner_id.bytes, under.encode())
    return (
        bytes([VERSION]) + nonce + AESGCM(wrapping_key).encrypt(nonce, keyring.to_bytes(), context)
    )


def unwrap(wrapped: Stored, wrapping_key: bytes, owner_id: UUID, under: str) -> Keyring:
    """The keyring that `wrap` sealed. Raises `WrongKey`, also for a wrap that is damaged."""
    wrapped = bytes(wrapped)
    if not wrapped or wrapped[0] != VERSION:
        raise WrongKey
    context = _length_prefixed(b"keyring", owner_id.bytes, under.encode())
    try:
        nonce, ciphertext = _split_nonce(wrapped[1:])
        return Keyring.from_bytes(AESGCM(wrapping_key).decrypt(nonce, ciphertext, context))
    except (InvalidTag, Damaged) as error:
        raise WrongKey from error


def retire(keyring: Keyring, owner_id: UUID) -> bytes:
    """Every key of the ring but the newest, sealed under the newest."""
    earlier = Keyring(
        {key_id: key for key_id, key in keyring.keys.items() if key_id != keyring.current}
    )
    return wrap(earlier, _retiring_key(keyring), owner_id, "retiring")


def with_retiring(keyring: Keyring, retiring: Stored, owner_id: UUID) -> Keyring:
    """The ring, and the keys that were retired under its newest. Raises `Damaged`."""
    if not retiring:
        return keyring
    try:
        earlier = unwrap(retiring, _retiring_key(keyring), owner_id, "retiring")
    except WrongKey as error:
        raise Damaged("The earlier keys do not open.") from error
    return keyring.joined_by(earlier)


def header(key_id: int, version: int = VERSION) -> bytes:
    """What every record sealed under this key begins with."""
    return _HEADER.pack(version, key_id)


# --- the recovery key, as people write it down --------------------------------

RECOVERY_BYTES = 20
_CHECK_BYTES = 5
_GROUP = 4
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})


def new_recovery_key() -> bytes:
    return secrets.token_bytes(RECOVERY_BYTES)


def write_recovery_key(key: bytes) -> str:
    """Ten groups of four letters and digits (base32, RFC 4648): the key, then a checksum."""
    text = base64.b32encode(key + _checksum(key)).decode()
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def read_recovery_key(text: str) -> bytes:
    """The bytes of a recovery key, forgiving spaces, dashes, case, and 0, 1, 8 for O, I, B.

    Raises `ValueError` when a letter is missing or does not fit the checksum.
    """
    try:
        packed = base64.b32decode(fold_recovery_key(text))
    except ValueError as error:
        raise ValueError("This is not a whole recovery key.") from error
    key, check = packed[:RECOVERY_BYTES], packed[RECOVERY_BYTES:]
    if len(key) != RECOVERY_BYTES or not secrets.compare_digest(check, _checksum(key)):
        raise ValueError("A letter of this recovery key is not right.")
    return key


def fold_recovery_key(text: str) -> str:
    """The letters of a key or of a part of it, as they would be written here."""
    return "".join(c for c in text.upper() if c.isalnum()).translate(_MISREAD)


def _checksum(key: bytes) -> bytes:
    return hashlib.sha256(b"dear-self recovery key" + key).digest()[:_CHECK_BYTES]


# --- small parts ----------------------------------------------------------------


def _retiring_key(keyring: Keyring) -> bytes:
    return _derive(keyring.keys[keyring.current], b"", "retiring")


def _derive(key: bytes, salt: bytes, info: str) -> bytes:
    return HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=salt or None, info=b"dear-self:" + info.encode()
    ).derive(key)


def _place(record: Sealable, name: str, begin: bytes) -> bytes:
    return _length_prefixed(
        record.owner_id.bytes,
        record.sealed_as.encode(),
        record.uuid.bytes,
        name.encode(),
        begin,
    )


def _length_prefixed(*parts: bytes) -> bytes:
    return b"".join(_LENGTH.pack(len(part)) + part for part in parts)


def _split_nonce(sealed: bytes) -> tuple[bytes, bytes]:
    if len(sealed) < NONCE_BYTES + 16:
        raise Damaged("This record is cut short.")
    return sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
