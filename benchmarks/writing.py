"""What pictures and volumes cost, as ratios to a bare page, or to the plain way of doing it.

    uv run python -m benchmarks.writing

Against the real server: a photograph of 12 megapixels brought in, a letter kept with three
pictures that are there already, a memory opened, and a timeline of 20 thumbnails, once without
and once with fetching them all. In this process: a save with and without its month's volume.
"""

import io
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

from benchmarks import pages
from benchmarks.pages import LETTER, PASSWORD, Browser, served

BOUNDARY = "bb6f1c0e"


def photograph(width: int, height: int) -> bytes:
    """A JPEG with grain and edges, so that no encoder has it easy."""
    from PIL import Image

    grain = Image.effect_noise((width // 4, height // 4), 60).resize((width, height))
    shapes = Image.effect_mandelbrot((width, height), (-2, -1.5, 1, 1.5), 40)
    file = io.BytesIO()
    Image.merge("RGB", [grain, shapes, grain]).save(file, "JPEG", quality=90)
    return file.getvalue()


def with_file(fields: dict[str, object], file: bytes) -> tuple[bytes, str]:
    """A multipart form, and its content type."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = b"".join(parts) + head.encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={BOUNDARY}"


def make_person(email: str) -> tuple[Any, Any, str]:
    """Someone with 20 memories of one picture each. The address of the newest."""
    from accounts.days import today_of
    from accounts.models import User
    from accounts.pictures.files import prepare_picture
    from accounts.pictures.store import keep_picture
    from accounts.vault import keys
    from journal.content import Content
    from journal.keeping.pictures import write_uses
    from journal.models import Entry

    user = User.objects.create_user(email, PASSWORD)
    vault, _ = keys.create_vault(user, PASSWORD)
    ready = prepare_picture(photograph(2000, 1500))
    for number in range(20):
        day = today_of(user) - timedelta(days=number)
        entry = Entry(owner=user, kind=Entry.Kind.MEMORY, day=day)
        picture = keep_picture(user, vault, ready=ready, alt="The sea.")
        entry.seal(vault, Content(title="The sea", body=LETTER, pictures=[str(picture.uuid)]))
        entry.save()
        write_uses(entry, [str(picture.uuid)])
        if number == 0:
            newest = entry.get_absolute_url()
    return user, vault, newest


def bring_in(browser: Browser, token: str, file: bytes, entry: UUID) -> str:
    fields: dict[str, object] = {"csrfmiddlewaretoken": token, "entry": entry}
    body, kind = with_file(fields, file)
    status, said = browser.send("/journal/pictures/", body, kind)
    assert status == 200, f"the picture was answered {status}"
    found = re.search(r'"picture": "([^"]+)"', said)
    assert found
    return found[1]


def keep_with_pictures(browser: Browser, token: str, file: bytes) -> float:
    """Seconds for Keep alone, of a letter with three pictures that have come before."""
    entry = uuid4()
    ids = [bring_in(browser, token, file, entry) for _ in range(3)]
    fields = {"entry": entry, "draft": uuid4(), "title": "The coat", "body": LETTER}
    fields |= {"csrfmiddlewaretoken": token, "pictures": ids, "shows": ["The sea."] * 3}
    began = time.perf_counter()
    status, _ = browser.ask("POST", "/journal/letters/new/", fields)
    assert status == 302, f"keeping answered {status}"
    return time.perf_counter() - began


def timeline_with_thumbnails(browser: Browser) -> Callable[[], None]:
    def ask() -> None:
        for small in re.findall(r'src="(/pictures/[^"]+/small/)"', browser.get("/journal/")):
            status, _ = browser.fetch(small)
            assert status == 200

    return ask


def saving(user: Any, vault: Any, letters: int) -> dict[str, float]:
    """Median milliseconds of a save in a month of so many letters, with its volume and without."""
    from accounts.days import today_of
    from journal.content import Content
    from journal.keeping import keep
    from journal.models import Entry
    from journal.search import volumes

    def save() -> None:
        new = Entry(owner=user, uuid=uuid4(), kind=Entry.Kind.LETTER, day=day)
        keep.keep_page(
            user,
            vault,
            new=new,
            written_onto=lambda _: Content(title="The coat", body=LETTER),
            expected_version=0,
        )

    day = today_of(user).replace(day=1) - timedelta(days=400 + 40 * letters % 300)
    for _ in range(letters):
        save()
    taken: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(20):
        for name, times in taken.items():
            plain = mock.patch.object(volumes, "put") if name == "without" else mock.MagicMock()
            with plain:
                began = time.perf_counter()
                save()
                times.append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pages.set_up(folder)
        user, vault, memory = make_person("ada@example.org")
        report(folder, memory)
        print(f"\n{'a save, in a month of':24}{'ms':>8}{'without':>9}{'×':>7}")
        for letters in (5, 60, 300):
            ms = saving(user, vault, letters)
            ratio = ms["with"] / ms["without"]
            print(f"{letters:<24}{ms['with']:8.2f}{ms['without']:9.2f}{ratio:7.2f}")


def report(folder: str, memory: str) -> None:
    with served(folder) as port:
        ada = Browser(port)
        ada.sign_in("ada@example.org")
        times = pages.medians(
            {
                "bare": lambda: ada.get("/bare/"),
                "a memory": lambda: ada.get(memory),
                "timeline of 20 pictures": lambda: ada.get("/journal/"),
                "and its thumbnails": timeline_with_thumbnails(ada),
            }
        )
        token, large = ada.token("/journal/letters/new/"), photograph(4000, 3000)
        brought = []
        for _ in range(6):
            began = time.perf_counter()
            bring_in(ada, token, large, uuid4())
            brought.append((time.perf_counter() - began) * 1000)
        small = photograph(1200, 900)
        kept = [keep_with_pictures(ada, token, small) * 1000 for _ in range(12)]
    times["keep, with 3 pictures"] = statistics.median(kept)
    times["bring in 12 megapixels"] = statistics.median(brought)
    print(f"{'':24}{'ms':>8}{'× bare':>8}")
    for name, ms in times.items():
        print(f"{name:24}{ms:8.2f}{ms / times['bare']:8.2f}")


if __name__ == "__main__":
    main()
