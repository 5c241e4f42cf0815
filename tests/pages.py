"""Pages and their forms as a browser has them: what a form holds, and how it is sent."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from tests.people import Person

NEW = "/journal/letters/new/"
NEW_NOTE = "/journal/notes/new/"
NEW_MEMORY = "/journal/memories/new/"
FORM = "application/x-www-form-urlencoded"
WHOLE = {
    "title": "The coat",
    "body": "You came home.\n\nSit down.",
    "to": "Ada",
    "writer": "other",
    "writer_name": "Mrs Pell",
    "voice": "name",
    "feelings": ["tired", "tender"],
    "own_feelings": "tomato, a bit taller",
    "opens_on": "2031-03-14",
}


class _Fields(HTMLParser):
    """Collects what every named field of a page holds, as a browser would send it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.textarea = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "textarea" and name:
            self.textarea = name
            self.found[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in said:
            self.found[self.select] = [said["value"]]
        elif tag == "input" and name and said.get("type") in {"checkbox", "radio"}:
            values = self.found.setdefault(name, [])
            values += [said.get("value", "on")] if "checked" in said else []
        elif tag == "input" and name in {"pictures", "shows"}:  # one for each picture
            self.found.setdefault(name, []).append(said.get("value", ""))
        elif tag == "input" and name and said.get("type") != "file":
            self.found[name] = [said.get("value", "")]

    def handle_data(self, text: str) -> None:
        if self.textarea:
            self.found[self.textarea][0] += text

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":  # HTML drops one line break after the opening tag
            self.found[self.textarea][0] = self.found[self.textarea][0].removeprefix("\n")
            self.textarea = ""
        elif tag == "select":
            self.select = ""


def fields_of(answer: Any) -> dict[str, list[str]]:
    """What the form on a page holds: every field's name and values."""
    page = _Fields()
    page.feed(answer.content.decode())
    page.close()
    return page.found


def page_of(answer: Any) -> str:
    """A page without what differs each time, tokens and countdowns, to compare it with another."""
    differs = r'name="(?:csrfmiddlewaretoken|whose)" value="[^"]*"|data-seconds="\d+"'
    return re.sub(differs, "", answer.content.decode(errors="replace"))  # a picture is no text


def error_title(answer: Any) -> str:
    """What the error summary of a page is called."""
    return re.search(r'<h2 id="errors-title">(.*?)</h2>', answer.content.decode())[1]


def send(person: Person, path: str, fields: Any, **options: Any) -> Any:
    """POST as a browser sends a plain form: percent-encoded, not multipart."""
    body = fields if isinstance(fields, bytes) else urlencode(fields, doseq=True)
    return person.browser.post(path, body, content_type=FORM, **options)
