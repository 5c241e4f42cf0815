"""Scripts as they are served: under names that hold a hash, and each with all that it imports."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from accounts.templatetags.scripts import imported_by, scripts
from config import settings as product
from config.env import BASE

SOURCES = {path.stem: path for path in (BASE / "static" / "js").glob("*.js")}
TEMPLATES = (BASE / "templates").rglob("*.html")
AT_ONCE = re.compile(r'(?:from|import) "\./([^"]+)"')
LATER = re.compile(r'import\("\./([^"]+)"\)')
HASHED = re.compile(r"[\w-]+\.[0-9a-f]{12}\.js")
PAGES = ["/welcome/", "/today/", "/journal/", "/journal/letters/new/", "/practices/hum/sit/"]


class Head(HTMLParser):
    """The files that a page says it needs, by name, and whether they come before its body."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.preloaded: list[str] = []
        self.modules: list[str] = []
        self.feed(page.split("<body", maxsplit=1)[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("rel") == "modulepreload":
            self.preloaded.append(Path(given["href"]).name)
        if tag == "script" and given.get("type") == "module":
            self.modules.append(Path(given["src"]).name)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each module as `manage.py serve` collects it. Two that import each other would stop it."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=product.STORAGES):
        call_command("collectstatic", verbosity=0, interactive=False)
        return {
            name: folder / staticfiles_storage.url(f"js/{name}.js").removeprefix("/static/")
            for name in SOURCES
        }


def imports(path: Path) -> list[str]:
    """The files that a module names, those that it loads later last."""
    text = path.read_text(encoding="utf-8")
    return AT_ONCE.findall(text) + LATER.findall(text)


def test_every_import_leads_to_the_very_file_that_pages_name(collected):
    """Under another name it would be another module, with a state of its own."""
    for name, path in collected.items():
        wanted = [collected[Path(it).stem] for it in imports(SOURCES[name])]

        assert HASHED.fullmatch(path.name)
        assert imports(path) == [it.name for it in wanted]
        assert [it for it in wanted if not it.exists()] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_in_its_head_all_that_it_needs_at_once(collected, settings, ada, path):
    settings.STATIC_ROOT, settings.STORAGES = collected["frame"].parents[1], product.STORAGES
    ada.browser.post("/practices/before/", {"next": path})

    head = Head(ada.browser.get(path).content.decode())

    named = {*head.preloaded, *head.modules}
    files = {it.name: it for it in collected.values()}
    needed = {it for name in named for it in AT_ONCE.findall(files[name].read_text())}
    assert head.modules[0] == collected["frame"].name
    assert needed <= named
    assert named.isdisjoint(collected[it].name for it in ("paste", "sound", "pictures_upload"))


def test_no_module_is_there_for_nothing():
    named = re.findall(r"{% scripts ([^%]+) %}", "".join(it.read_text() for it in TEMPLATES))
    entries = {name for names in named for name in re.findall(r'"(\w+)"', names)}
    imported = {Path(it).stem for path in SOURCES.values() for it in imports(path)}

    assert entries | imported == SOURCES.keys()


def test_what_a_module_imports_is_preloaded_once_and_what_comes_later_is_not():
    assert imported_by("offline") == ("drafts", "frame", "keep")
    assert scripts("offline", "drafts") == (
        '<link rel="modulepreload" href="/static/js/frame.js">\n'
        '<link rel="modulepreload" href="/static/js/keep.js">'
        '<script type="module" src="/static/js/offline.js"></script>\n'
        '<script type="module" src="/static/js/drafts.js"></script>'
    )


def test_a_module_that_is_not_there_is_an_error():
    with pytest.raises(FileNotFoundError, match=r"js/nothing\.js"):
        imported_by("nothing")
