"""Padding, so that the sizes of what is sealed say little of what it says."""

import struct

LEAST_PADDED_BYTES = 256  # a word, a line and an empty field look alike

_LENGTH = struct.Struct(">I")


def padded_length(length: int) -> int:
    """The Padmé length: at most 12 % longer, and it tells O(log log n) bits of the size.

    Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", PoPETs 2019.
    """
    if length <= LEAST_PADDED_BYTES:
        return LEAST_PADDED_BYTES
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def pad(plaintext: bytes) -> bytes:
    """The plaintext after its length, and as many zeros as it takes."""
    framed = _LENGTH.pack(len(plaintext)) + plaintext
    return framed.ljust(padded_length(len(framed)), b"\0")


def unpad(padded: bytes) -> bytes:
    """What was padded. Raises `struct.error` for what is too short to have been."""
    (length,) = _LENGTH.unpack_from(padded)
    return padded[_LENGTH.size : _LENGTH.size + length]
