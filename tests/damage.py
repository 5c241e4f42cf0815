"""What a failing disk does to a sealed record."""


def damaged(sealed: bytes | memoryview) -> bytes:
    """The same bytes but for one bit, the last one. No key opens them any more.

    Never a byte put in place of the last: one time in 256 it is the one that stood there.
    """
    broken = bytearray(sealed)
    broken[-1] ^= 1
    return bytes(broken)
