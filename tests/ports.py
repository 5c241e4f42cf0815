"""Ports for the servers that tests start."""

import itertools
import os
import socket
from contextlib import closing

# Below those that the system deals out by itself, and a hundred for each process of tests. Two runs
# beside each other would else meet at times, and Granian shares a port without a word.
_first = 20_000 + os.getpid() % 100 * 100
_mine = itertools.cycle(range(_first, _first + 100))


def free_port() -> int:
    """One that nobody listens on, and that was not named here lately."""
    return next(port for port in _mine if is_free(port))


def is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
