"""Texts by language: English is whole, a translation stands over it, and none is read by nobody."""

from pathlib import Path

import pytest
from django.utils import translation

from accounts.checks import translations_translate_something
from accounts.content_files import by_language, files_for, translations


@pytest.fixture
def content(tmp_path: Path, settings) -> Path:
    """Two English texts, one of them in German, too."""
    settings.CONTENT = tmp_path
    for name in ("en/teas/green.md", "en/teas/mint.md", "en/teas/README.md", "de/teas/mint.md"):
        write(tmp_path / name)
    return tmp_path


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(path.name)


def test_a_translation_takes_the_place_of_its_english_file_alone(content):
    english, german = content / "en/teas", content / "de/teas"

    assert files_for("teas", "en") == {
        "green": english / "green.md",
        "mint": english / "mint.md",
    }
    assert files_for("teas", "de") == {"green": english / "green.md", "mint": german / "mint.md"}
    assert files_for("teas", "fr") == files_for("teas", "en")


def test_what_is_read_once_is_read_for_each_language_and_each_content(content, settings, tmp_path):
    @by_language
    def read(language: str) -> list[str]:
        """Where each text stands."""
        return [path.parent.parent.name for path in files_for("teas", language).values()]

    with translation.override("de-at"):
        assert read() == ["en", "de"]
        assert read() is read("de")
    assert read() == read("en") == ["en", "en"]
    settings.CONTENT = tmp_path / "elsewhere"
    assert read() == []


@pytest.mark.parametrize("stray", ["de/teas/peppermint.md", "de/tea/mint.md", "de/teas/mint.toml"])
def test_a_file_that_translates_nothing_is_named_and_not_read(content, stray):
    write(content / stray)

    (error,) = translations_translate_something(None)

    assert error.msg == f"{content / stray}:1: It translates nothing."
    assert error.hint.endswith(f"There is no {content / stray.replace('de/', 'en/')}.")
    assert translations("teas", "de") == {"mint": content / "de/teas/mint.md"}


@pytest.mark.parametrize("folder", ["de-at", "de_AT", "German"])
def test_a_folder_that_no_page_would_read_is_named(content, folder):
    write(content / folder / "teas/mint.md")

    (error,) = translations_translate_something(None)

    assert error.msg == f"{content / folder}:1: No page reads this folder."


def test_a_readme_beside_translations_is_no_translation(content):
    write(content / "de/README.md")

    assert translations_translate_something(None) == []


def test_what_ships_is_whole():
    assert translations_translate_something(None) == []
