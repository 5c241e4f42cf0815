"""Markdown becomes HTML that can do no harm, for any text at all."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.reading import markdown as module
from journal.reading.markdown import first_words, prose

ALLOWED = {
    "p", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr",
    "th", "td", "em", "strong", "s", "code", "pre", "br", "hr", "a",
}  # fmt: skip
ATTRIBUTES = {"dir", "href", "rel", "start"}

# Any text, and text made of the pieces that Markdown and HTML are made of.
pieces = st.sampled_from(
    ["<", ">", "</", "<script>", "<svg onload=x>", "<a href=", "javascript:", "data:", "![", "](",
     "[a](", ")", "`", "```\n", "~~~", "# ", "> ", "- ", "1. ", "|a|\n|-|\n", "&lt;", "&#60;",
     "&amp;", "\\", '"', "'", "*", "_", "\n", "\n\n", "    ", "https://x.org", "<https://x>",
     "<!--", "]]>"]
)  # fmt: skip
written = st.text() | st.lists(pieces | st.text(max_size=3), max_size=30).map("".join)


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.other: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]

    def handle_comment(self, text):
        self.other.append(text)

    handle_decl = handle_pi = unknown_decl = handle_comment


def test_tags_that_someone_typed_are_shown_as_they_typed_them():
    assert prose("<em>so</em> tired & <b>sad</b>") == (
        '<p dir="auto">&lt;em&gt;so&lt;/em&gt; tired &amp; &lt;b&gt;sad&lt;/b&gt;</p>\n'
    )


@given(written)
def test_only_the_listed_tags_and_attributes_ever_come_out(text):
    seen = Seen(prose(text))

    assert seen.tags <= ALLOWED
    assert seen.attributes <= ATTRIBUTES
    assert seen.other == []


@given(written)
def test_no_link_leads_anywhere_but_the_web_mail_and_phone(text):
    links = Seen(prose(text)).links

    schemes = [link.partition(":")[0].lower() for link in links if ":" in link]
    assert set(schemes) <= {"http", "https", "mailto", "tel"}


def test_the_fences_are_tried_with_what_they_would_hold_back():
    seen = Seen('<script>x</script><a href="javascript:x" onclick="x">a</a><!-- b -->')

    assert seen.tags - ALLOWED == {"script"}
    assert seen.attributes - ATTRIBUTES == {"onclick"}
    assert (seen.links, seen.other) == (["javascript:x"], [" b "])


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One", '<h3 dir="auto">One</h3>'),
        ("###### Six", '<h6 dir="auto">Six</h6>'),
        ("a\nb", '<p dir="auto">a<br>\nb</p>'),
        ("3. three", '<ol start="3" dir="auto">\n<li dir="auto">three</li>\n</ol>'),
        ("~~gone~~ `kept`", '<p dir="auto"><s>gone</s> <code>kept</code></p>'),
    ],
)
def test_what_people_write_becomes_what_they_mean(text, html):
    assert prose(text).strip() == html


@given(st.text())
def test_the_first_words_are_one_line_and_short(text):
    line = first_words(text, 40)

    assert len(line) <= 41
    assert line == " ".join(line.split())


def test_the_first_words_end_between_words():
    assert first_words("You did what you could.", 14) == "You did what…"
    assert first_words("Sit\n\ndown.") == "Sit down."


@pytest.mark.parametrize(
    "text",
    ["天気がいいから散歩しましょう。", "a" * 100, "Short thenoneverylongwordwithoutanyspaceinit"],
    ids=["a script without spaces", "one word", "one long word at the end"],
)
def test_where_no_space_is_near_the_first_words_fill_the_line(text):
    assert first_words(text, 10) == f"{text[:10]}…"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# The coat\n\nYou came *home*.", "The coat You came home."),
        ("- one\n- two\n1. three\n2) four", "one two three four"),
        ("> **said** ~~not~~ `kept`", "said not kept"),
        ("[a line](https://example.org) and ![a cat](cat.png)", "a line and a cat"),
        ("Half past 7. Then -5 degrees, #1, [not a link].", None),
        ("snake_case, 3 > 2", None),
    ],
)
def test_the_first_words_are_words_without_the_marks_around_them(text, words):
    assert first_words(text) == (words or text)


# --- what would take seconds is shown as it was typed ---


@pytest.mark.parametrize(
    "piece",
    [
        "a\n",
        "\n",
        "- a\n",
        "1. a\n",
        "- " * 20 + "a\n",
        "~~",
        "~~a ",
        "&a",
        "&amp;",
        "\\a",
        ":",
        "[",
        "*a",
    ],
)
def test_a_text_that_costs_too_much_is_not_read_as_markdown(monkeypatch, piece):
    monkeypatch.setattr(module, "_markdown", None)  # nobody asks it
    text = (piece * 500_000)[:500_000]

    assert Seen(prose(text)).tags <= {"p", "br"}


def test_every_sign_that_stops_the_reader_is_counted():
    stops = {chr(n) for n in range(128) if _markdown_stops_at(chr(n))}

    assert stops == {*module._COSTLY, *module._COSTS} - {"|"}  # which ends a cell of a table


def _markdown_stops_at(sign: str) -> bool:
    return module._markdown.inline.terminator_re.search(sign) is not None


@pytest.mark.parametrize(
    "line",
    ["A line, with *stress* &c.\n", "- *one* thing\n", "*One* line.\n\n", "~~So~~ *be it*.\n"],
)
def test_three_thousand_ordinary_lines_are_read_as_markdown(line):
    plain = line.replace("*", "")

    assert "em" in Seen(prose(line + plain * 2_999)).tags
