"""A wire between the app and its database that a test can cut, stall and mend."""

import socket
import threading
from contextlib import suppress


class Wire:
    """Listens on a port of its own and carries bytes to another, both ways."""

    def __init__(self, to: tuple[str, int]) -> None:
        self.to = to
        self._carries = threading.Event()
        self._carries.set()
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()
        self._door = self._listen(0)
        self.port: int = self._door.getsockname()[1]

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self._carries.set()
        self.cut()

    def cut(self) -> None:
        """Every connection breaks, and new ones are refused."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        with self._lock:
            ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def stall(self) -> None:
        """Connections stay and are still accepted, but nothing comes out at the other end."""
        self._carries.clear()

    def mend(self) -> None:
        """All is well again."""
        self._carries.set()
        if self._door.fileno() == -1:
            self._door = self._listen(self.port)

    def _listen(self, port: int) -> socket.socket:
        door = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self._let_in, args=(door,), daemon=True).start()
        return door

    def _let_in(self, door: socket.socket) -> None:
        with suppress(OSError):  # until it is closed
            while True:
                near, _ = door.accept()
                far = socket.create_connection(self.to)
                with self._lock:
                    self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self._carries.wait()
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)
