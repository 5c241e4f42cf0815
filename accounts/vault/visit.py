"""The open vault, from one request to the next.

The person's data keys are sealed into their session row under a random key that
only an HttpOnly cookie holds. The row alone opens nothing, and neither does the
cookie. The cookie also carries when it was last used, signed: past the idle
limit it opens nothing any more, and no page has to write to the database to
know that.

Views see `request.vault` (open or closed) and `request.visit` (to open, lock, and
carry something small to the next page).
"""

import base64
import logging
import math
import secrets
import time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.core import signing
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from accounts.vault.on_unlock import run_on_unlock
from accounts.vault.sealing import (
    KEY_BYTES,
    NONCE_BYTES,
    AnyVault,
    ClosedVault,
    Damaged,
    Keyring,
    OpenVault,
)

SEALED_KEYRING = "vault"
OWNER = "vault_owner"
CARRIED = "vault_carried"
IDLE_MINUTES = "vault_idle_minutes"
# What waits for an opening was begun in this visit. Not in one from before there was an inbox.
WAS_OPENED = "vault_opened"
OF_THE_OPEN_VAULT = (SEALED_KEYRING, OWNER, CARRIED, IDLE_MINUTES, WAS_OPENED)  # gone at the lock
REFRESH_SECONDS = 60

logger = logging.getLogger(__name__)
_signer = signing.TimestampSigner(salt="dear-self.key-cookie")


class Visit:
    """The vault of this visit, as one request may use it: open it, lock it, carry something on."""

    def __init__(self, request: HttpRequest, cookie: str | None) -> None:
        self._request = request
        self._cookie = cookie
        self._vault: AnyVault | None = None
        self._key: bytes | None = None
        self._age: float = 0
        self._waiting: OpenVault | None = None
        self._carry: str | None = None
        self.has_opened = False  # in this request: `close` says so

    @property
    def vault(self) -> AnyVault:
        """Open for a signed-in person whose cookie fits their session and is not too old."""
        if self._vault is None:
            self._vault = self._open_from_session()
        return self._vault

    def check_cookie(self) -> None:
        """Decide, before anything else happens, whether the cookie still opens the vault.

        A page could change what decides it (the idle limit) before its vault is asked for.
        """
        if self._cookie is not None and self._request.user.is_authenticated:
            _ = self.vault

    def open_with(self, vault: OpenVault) -> None:
        """Open from now on, and in the next requests, for the vault's owner.

        Also called at the password step of a sign-in that a second factor still
        has to finish: until `request.user` is the owner, nothing opens.
        """
        self._waiting = vault
        self._vault = None

    def lock(self) -> None:
        """Forget the keys of this visit. The person stays signed in.

        The browser's half goes in any case. Where the session row cannot be written
        (the disk is full, the database is busy), leaving must not wait for it: the
        row alone opens nothing, and the next request that can writes it.
        """
        self._waiting = None
        self._vault = ClosedVault()
        self._key = None
        session = self._request.session
        for name in OF_THE_OPEN_VAULT:
            session.pop(name, None)
        if session.modified:
            try:
                session.save()
            except (DatabaseError, UpdateError) as error:
                logger.error("A lock could not be written: %s", type(error).__name__)
                session.modified = False  # or Django would try again, and fail the answer

    def carry(self, text: str) -> None:
        """Take something private to the next pages (a new recovery key), sealed like the keys."""
        self._carry = text

    @property
    def carried(self) -> str | None:
        """What was carried here, or None. It stays until `drop_carried`."""
        if self._carry is not None:
            return self._carry
        sealed = self._request.session.get(CARRIED)
        if not sealed or not self.vault.is_open or self._key is None:
            return None
        try:
            return _unseal(sealed, self._key, b"carried").decode()
        except Damaged:  # carried under a key that this visit no longer has
            return None

    def drop_carried(self) -> None:
        self._carry = None
        self._request.session.pop(CARRIED, None)

    @property
    def idle_minutes(self) -> int:
        """After how long this visit locks by itself. 0: never.

        The limit that this visit was opened under, or the person's own where that is
        shorter by now: a longer one, set on another device, revives nothing here.
        """
        limits = [self._request.user.idle_minutes]  # type: ignore[union-attr] # someone is signed in
        limits.append(self._request.session.get(IDLE_MINUTES, limits[0]))
        return min((minutes for minutes in limits if minutes), default=0)

    @property
    def idle_seconds_left(self) -> int:
        """Whole seconds until the idle limit, once this request is answered. 0: there is none.

        Ask only while the vault is open.
        """
        limit = self.idle_minutes * 60
        if self._age > REFRESH_SECONDS:
            return limit  # `close` stamps the cookie anew
        return max(0, limit - int(self._age) - 1)

    def follow_idle_limit(self) -> None:
        """Take over the person's idle limit, which they have changed in this very visit."""
        user = self._request.user
        self._request.session[IDLE_MINUTES] = user.idle_minutes  # type: ignore[union-attr] # as above

    def close(self, response: HttpResponseBase) -> None:
        """At the end of a request: write the session and the cookie, where they changed."""
        session = self._request.session
        if self._waiting is not None:
            self._begin(self._waiting, response)
        elif SEALED_KEYRING in session and self.vault.is_open and self._key is not None:
            if self._age > REFRESH_SECONDS:
                self._set_cookie(response, self._key)
        elif self._cookie is not None and not self._waits_for_second_step():
            # The cookie opens nothing here: both halves of the key go.
            if SEALED_KEYRING in session:
                self.lock()
            response.delete_cookie(settings.KEY_COOKIE_NAME, samesite="Lax")
        if self._carry is not None and self._key is not None:
            session[CARRIED] = _seal(self._carry.encode(), self._key, b"carried")
        if SEALED_KEYRING in session and WAS_OPENED not in session:
            self._say_that_it_opened()

    def _begin(self, vault: OpenVault, response: HttpResponseBase) -> None:
        """Write an opened vault into the session, under a new key for the cookie."""
        session = self._request.session
        self._carry = self.carried  # it goes on under the new key
        self._key = secrets.token_bytes(KEY_BYTES)
        for name in (CARRIED, IDLE_MINUTES, WAS_OPENED):
            session.pop(name, None)
        session[OWNER] = vault.owner_id.hex
        keyring = vault.keyring.to_bytes()
        session[SEALED_KEYRING] = _seal(keyring, self._key, vault.owner_id.bytes)
        self._set_cookie(response, self._key)

    def _say_that_it_opened(self) -> None:
        """Once for each opening; after a second step, if there is one."""
        if not isinstance(self.vault, OpenVault):
            return
        if IDLE_MINUTES not in self._request.session:
            self.follow_idle_limit()
        self.has_opened = self._request.session[WAS_OPENED] = True
        run_on_unlock(self._request.user, self.vault)  # type: ignore[arg-type] # its owner

    def _waits_for_second_step(self) -> bool:
        return SEALED_KEYRING in self._request.session and not self._request.user.is_authenticated

    def _open_from_session(self) -> AnyVault:
        user = self._request.user
        if not user.is_authenticated:
            return ClosedVault()
        if self._waiting is not None:
            return self._waiting if self._waiting.owner_id == user.pk else ClosedVault()
        sealed = self._request.session.get(SEALED_KEYRING)
        if self._cookie is None or not sealed:
            return ClosedVault()
        if self._request.session.get(OWNER) != user.pk.hex:
            return ClosedVault()
        try:
            key, self._age = _read_cookie(self._cookie, self.idle_minutes * 60)
            keyring = Keyring.from_bytes(_unseal(sealed, key, user.pk.bytes))
        except (signing.BadSignature, Damaged, ValueError):
            return ClosedVault()
        self._key = key
        return OpenVault(user.pk, keyring)

    def _set_cookie(self, response: HttpResponseBase, key: bytes) -> None:
        session = self._request.session
        for_this_visit = session.get_expire_at_browser_close()
        response.set_cookie(
            settings.KEY_COOKIE_NAME,
            _signer.sign(base64.urlsafe_b64encode(key).decode()),
            max_age=None if for_this_visit else session.get_expiry_age(),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _read_cookie(cookie: str, idle_seconds: int) -> tuple[bytes, float]:
    """The key in the cookie and its age in seconds. Raises `BadSignature` past the idle limit.

    A cookie from a time to come (the clock was put back) counts as due for a new stamp,
    so that from this request on the idle limit holds again.
    """
    key = base64.urlsafe_b64decode(_signer.unsign(cookie, max_age=idle_seconds or None))
    if len(key) != KEY_BYTES:
        raise ValueError("This key is not whole.")
    stamp = cookie.rsplit(":", 2)[1]
    age = time.time() - signing.b62_decode(stamp)
    return key, age if age >= 0 else math.inf


def _seal(plaintext: bytes, key: bytes, context: bytes) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plaintext, context)).decode()


def _unseal(sealed: str, key: bytes, context: bytes) -> bytes:
    packed = base64.b64decode(sealed)
    try:
        return AESGCM(key).decrypt(packed[:NONCE_BYTES], packed[NONCE_BYTES:], context)
    except InvalidTag as error:
        raise Damaged("This session does not fit this cookie.") from error
