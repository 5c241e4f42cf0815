"""How many blocking threads `serve` needs, so that slow clients stop nobody.

    uv run python -m benchmarks.slow_clients

For each number of threads per worker: pages a second under eight quick visitors, as a ratio to
one thread; then the slowest of thirty pages beside twenty half-sent forms and four readers who
take a long page a few bytes at a time. Two workers, the real server, one run.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, closing

from benchmarks.pages import Browser, served

PAGE = "/now/"
THREADS = (1, 4, 8, 16, 32)
HALF_SENT = 20
SLOW_READERS = 4
VISITORS = 8
SECONDS = 4


def pages_a_second(port: int) -> float:
    """What eight visitors get who ask for one page after another."""
    counts = [0] * VISITORS
    until = time.monotonic() + SECONDS

    def visit(number: int) -> None:
        browser = Browser(port)
        while time.monotonic() < until:
            browser.get(PAGE)
            counts[number] += 1

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return sum(counts) / SECONDS


def half_sent_form(port: int) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(
        b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin=a"
    )
    return client


def slow_reader(port: int) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    client.connect(("127.0.0.1", port))
    client.sendall(b"GET /help/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    return client


def slowest_page(port: int) -> float:
    """Seconds of the slowest of thirty visits beside the slow ones; 10 where one did not end."""
    with ExitStack() as slow:
        for _ in range(HALF_SENT):
            slow.enter_context(closing(half_sent_form(port)))
        for _ in range(SLOW_READERS):
            slow.enter_context(closing(slow_reader(port)))
        time.sleep(0.5)  # until they have all arrived
        taken = []
        for _ in range(30):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            began = time.perf_counter()
            try:
                connection.request("GET", PAGE)
                connection.getresponse().read()
            except OSError:
                return 10
            finally:
                connection.close()
            taken.append(time.perf_counter() - began)
        return max(taken)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DEARSELF_DATA": folder}
        for command in (["migrate"], ["createcachetable"], ["collectstatic", "--no-input"]):
            run = [sys.executable, "manage.py", *command, "-v0"]
            subprocess.run(run, env=environment, check=True)
        print(f"{'threads':>8}{'pages/s':>10}{'× one':>8}{'slowest page, s':>18}")
        first = 0.0
        for threads in THREADS:
            with served(folder, workers=2, threads=threads) as port:
                rate = pages_a_second(port)
                first = first or rate
                slowest = slowest_page(port)
            shown = "none ended" if slowest == 10 else f"{slowest:.2f}"
            print(f"{threads:8}{rate:10.0f}{rate / first:8.2f}{shown:>18}")


if __name__ == "__main__":
    main()
