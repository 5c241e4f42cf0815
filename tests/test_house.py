"""The house rules that a machine can keep: imports, sizes, no inline code, words to translate."""

import ast
import gzip
import re
import subprocess
import sys
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from django.core.management import call_command
from django.views.decorators.http import require_GET

from config.env import BASE
from tests.test_isolation import OURS

TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
ROOMS = ("accounts", "config", "journal", "practices", "tests", "benchmarks")
MODULES = sorted(path for room in ROOMS for path in (BASE / room).rglob("*.py"))
# Said the same in every language.
NAMES = {
    "Dear Self", "findahelpline.com", "Edge", "Opera", "Samsung Internet", "Firefox", "Chrome",
    "Ctrl", "Alt", "Shift", "Enter", "Esc",
    "Safari", "iPhone", "iPad", "Android", "Windows", "Mac", "ChromeOS", "Linux",
}  # fmt: skip
LIBRARIES = {"js/htmx.min.js"}  # not ours, and counted apart
KILOBYTE = 1000


def each(paths: list[Path]) -> Any:
    return pytest.mark.parametrize("path", paths, ids=[str(p.relative_to(BASE)) for p in paths])


def test_imports_run_one_way():
    lint = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=BASE,
        capture_output=True,
        text=True,
        check=False,
    )

    assert lint.returncode == 0, lint.stdout + lint.stderr
    assert "0 broken" in lint.stdout


@pytest.mark.django_db
def test_every_change_of_the_models_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# --- sizes --------------------------------------------------------------------


@each([path for path in MODULES if "migrations" not in path.parts])
def test_a_module_stays_under_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@each(TEMPLATES)
def test_a_template_stays_under_120_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 120


def gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


@each([path for path in MODULES if path.is_relative_to(BASE / "tests") and "e2e" not in path.parts])
def test_no_other_test_takes_a_page_of_the_walks(path):
    """pytest would move it, and all after it, behind the first walk: there no database is."""
    tests = re.findall(r"^def test_\w+\(([^)]*)\)", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert [names for names in tests if re.search(r"\b(page|context|browser_name)\b", names)] == []


def test_all_styles_together_fit_14_kb():
    assert 0 < sum(map(gzipped, (BASE / "static").rglob("*.css"))) <= 14 * KILOBYTE


@pytest.mark.parametrize(
    "path",
    [
        "/today/",
        "/journal/",
        "/journal/letters/new/",
        "/journal/memories/new/",
        "/practices/hum/sit/",
        "/practices/need-finder/sit/",
    ],
)
def test_all_scripts_of_a_page_fit_12_kb(ada, path):
    """At once: what the first paste, picture or sound needs is not in its head."""
    ada.browser.post("/practices/before/", {"next": path})

    named = set(re.findall(r'"/static/(js/[^"]+)"', ada.browser.get(path).content.decode()))

    assert "js/frame.js" in named
    ours = [BASE / "static" / name for name in named if name not in LIBRARIES]
    assert sum(map(gzipped, ours)) <= 12 * KILOBYTE


def test_a_main_page_fits_30_kb(ada):
    letter = ada.letter("You did what you could. " * 40, title="The coat", feelings=["tired"])
    for _ in range(25):
        ada.letter("You did what you could. " * 40, title="The coat that I left on the stairs")
        ada.browser.post("/journal/drafts/", {"form": "letter", "body": "You came "})
    pages = [
        "/today/",
        "/journal/",
        "/journal/bin/",
        "/journal/letters/new/",
        f"/journal/{letter.uuid}/",
        f"/journal/{letter.uuid}/edit/",
        f"/journal/days/{letter.day}/",
        f"/journal/days/{letter.day}/evening/",
        "/now/",
        "/practices/",
        "/practices/three-lines/",
        "/practices/three-lines/sit/",
        "/practices/steady/",
        "/practices/kit/",
        "/help/",
        "/safety/",
        "/privacy/",
        "/accounts/unlock/",
        "/accounts/settings/",
    ]

    sizes = {page: len(ada.browser.get(page, follow=True).content) for page in pages}

    assert {page: size for page, size in sizes.items() if size > 30 * KILOBYTE} == {}
    assert min(sizes.values()) > KILOBYTE


# --- names --------------------------------------------------------------------

PRODUCT = [
    path
    for path in MODULES
    if path.relative_to(BASE).parts[0] not in {"tests", "benchmarks"}
    and "migrations" not in path.parts
]
FRAMEWORK = {"Command"}  # Django asks for this name
# Each stood for many things. `said` was a context, a sentence, a report, a form's data.
RETIRED = {"said", "stands", "held", "door", "ballast"}


def public_names(code: str) -> list[str]:
    """The functions and classes of a module that others may import."""
    made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = [it.name for it in ast.parse(code).body if isinstance(it, made)]
    return [name for name in names if not name.startswith("_") and name not in FRAMEWORK]


def test_a_public_name_is_given_once():
    """So that it can be looked for, and says the same wherever it is imported."""
    given = defaultdict(list)
    for path in PRODUCT:
        for name in public_names(path.read_text(encoding="utf-8")):
            given[name].append(str(path.relative_to(BASE)))

    assert {name: where for name, where in given.items() if len(where) > 1} == {}
    assert given["Entry"] == ["journal/models.py"]


def retired_names(code: str) -> list[str]:
    """The retired words that are names, or parts of names, in Python code."""
    found = []
    for it in ast.walk(ast.parse(code)):
        names = [getattr(it, field, None) for field in ("name", "id", "arg", "attr", "asname")]
        parts = {part for name in names if isinstance(name, str) for part in name.split("_")}
        found += sorted(RETIRED & {part.lower() for part in parts})
    return sorted(found)


@each(PRODUCT)
def test_no_name_is_a_word_that_stood_for_many_things(path):
    assert retired_names(path.read_text(encoding="utf-8")) == []


def test_a_second_name_and_a_retired_one_would_be_noticed():
    code = """
        class Command: ...
        class Door: ...
        def read(held, *, said_of="what was said"):
            page.stands = held
        def _read(): ...
    """

    assert public_names(dedent(code)) == ["Door", "read"]
    assert retired_names(dedent(code)) == ["door", "held", "held", "said", "stands"]


# --- views --------------------------------------------------------------------


def takes_some_methods_only(view: Any) -> bool:
    """Whether one of Django's `require_…` decorators is around the view."""
    while view is not None:
        if "request_method_list" in view.__code__.co_freevars:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


@pytest.mark.parametrize("route", OURS, ids=[route.name for route in OURS])
def test_a_view_says_which_methods_it_takes(route):
    assert takes_some_methods_only(route.view), f"Put @require_GET or the like on {route.view}."


def test_a_view_that_does_not_say_would_be_noticed():
    assert not takes_some_methods_only(lambda request: None)
    assert takes_some_methods_only(require_GET(lambda request: None))


# --- templates ----------------------------------------------------------------

TAGS = re.compile(r"{%-? *comment.*?endcomment *-?%}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"{% *blocktrans(?:late)?\b.*?{% *endblocktrans(?:late)? *%}", re.DOTALL)
LOGIC = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "summary", "label"}


class Bare(HTMLParser):
    """What a template holds beside its template tags: inline code, and words not translated."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.words: list[str] = []
        self.within = ""
        for pattern in (TAGS, TRANSLATED, LOGIC):
            template = pattern.sub("\n", template)
        self.feed(template)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.within = tag if tag in {"script", "style"} else ""
        runs = tag == "script" and said.get("type") != "application/json" and "src" not in said
        if runs or tag == "style":
            self.inline.append(tag)
        self.inline += [name for name in said if name == "style" or name.startswith("on")]
        if (said.get("href") or "").strip().lower().startswith("javascript:"):
            self.inline.append("javascript:")
        for name in SPOKEN & said.keys():
            self.handle_data(said[name] or "")

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, text: str) -> None:
        if not self.within:
            lines = (line.strip(" ·,.:") for line in text.splitlines())
            self.words += [line for line in lines if re.search(r"[^\W\d_]{3,}", line)]


@each(TEMPLATES)
def test_a_template_has_no_script_or_style_in_its_lines(path):
    assert Bare(path.read_text(encoding="utf-8")).inline == []


@each(TEMPLATES)
def test_every_word_of_a_template_can_be_translated(path):
    words = set(Bare(path.read_text(encoding="utf-8")).words)

    assert words <= NAMES


def test_inline_code_and_bare_words_would_be_noticed():
    template = """
        {# A remark. #}{% if a > b %}<p onclick="x()" style="a: b">Hello <b>there</b></p>{% endif %}
        <style>p { color: red }</style><script>alert("words")</script><script src="a.js"></script>
        <a href="javascript:x" title="A title">{% translate "Said" %}</a>{{ name }} 12 px
        {% blocktranslate trimmed with a=b %}Said <a href="/x/">too</a>.{% endblocktranslate %}
    """

    bare = Bare(template)

    assert bare.inline == ["onclick", "style", "style", "script", "javascript:"]
    assert bare.words == ["Hello", "there", "A title"]
