"""Markdown as people write it, as safe HTML.

markdown-it's `js-default` preset (CommonMark with tables, no raw HTML), then nh3
as a second fence: no images, no scripts, no other hosts.
"""

import re

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_COSTLY = "[<|`*_"  # each can open something that is looked for to the end of the text
MOST_COSTLY_MARKS = 2_000
# What else stops the reader, and for about how many microseconds: a line, a mark that may pair
# or stand for a letter, any other sign that could begin something, an item of a list.
_COSTS = {"\n": 100, **dict.fromkeys("\\~&", 15), **dict.fromkeys("!]{}$%+-:=>@^#", 4)}
_COST_OF_AN_ITEM = 100
_items = re.compile(r"(?:[-+]|\d[.)])[ \t]")  # many can begin on one line, each in the other
MOST_COST = 800_000

_markdown = MarkdownIt("js-default", {"breaks": True, "html": False})
# What Markdown puts around words: at the start of a line, around a link, around emphasis.
_marks = re.compile(
    r"(?m)^\s{0,3}(?:\#{1,6}|>+|[-*+]|\d{1,3}[.)])\s+|!?\[([^\]\n]*)\]\([^)\n]*\)|\*{1,3}|`+|~~"
)
_blocks = ["p", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "h6", "table", "th", "td"]
_tags = {*_blocks, "em", "strong", "s", "code", "pre", "br", "hr", "a", "thead", "tbody", "tr"}


def prose(text: str) -> SafeString:
    """HTML for `text`. Headings begin at h3, each block finds its own reading direction."""
    if _is_heavy(text):
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - it has escaped it
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    html = nh3.clean(
        _markdown.renderer.render(tokens, _markdown.options, {}),
        tags=_tags,
        attributes={"a": {"href"}, "ol": {"start"}},
        set_tag_attribute_values={tag: {"dir": "auto"} for tag in _blocks},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(html)  # noqa: S308 - nh3 has cleaned it


def _is_heavy(text: str) -> bool:
    """Whether reading `text` as Markdown could take seconds: brackets and table cells without
    end, or more than 8,000 lines, which no letter has. It is then shown as it was typed.
    """
    cost = sum(each * text.count(sign) for sign, each in _COSTS.items())
    cost += _COST_OF_AN_ITEM * len(_items.findall(text))
    return cost > MOST_COST or sum(map(text.count, _COSTLY)) > MOST_COSTLY_MARKS


def first_words(text: str, most: int = 180) -> str:
    """The beginning of `text` on one line, for a list."""
    line = " ".join(_marks.sub(r"\1", text[: most * 4]).split())
    if len(line) <= most:
        return line
    cut = line[:most]
    space = cut.rfind(" ")
    # Not every script has spaces, so an early one is no place to stop.
    return (cut[:space] if space > most / 2 else cut) + "…"
