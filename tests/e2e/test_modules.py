"""Functions in `static/js/` that need no page: how time is shared out, what a paste becomes."""

import pytest
from playwright.sync_api import Page, Route

from config.env import BASE
from practices.library.catalogue import practices
from practices.library.phrasing import length
from practices.library.practice import MOST_FIXED

pytestmark = pytest.mark.e2e

ADDRESS = "http://dear-self.test"


@pytest.fixture
def page(page: Page) -> Page:
    """An empty page that can import what stands in `static/js/`."""

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ADDRESS}/")
        if name:
            route.fulfill(path=BASE / "static" / "js" / name, content_type="text/javascript")
        else:
            blank = "<!doctype html><title>Blank</title><link rel=icon href=data:,>"
            route.fulfill(content_type="text/html", body=blank)

    page.route("**/*", answer)
    page.goto(f"{ADDRESS}/")
    return page


def call(page: Page, module: str, function: str, *given: list[object]) -> list[object]:
    """What an exported function returns for each of these lists of arguments."""
    return page.evaluate(
        """async ([module, name, given]) => {
            const { [name]: call } = await import(`/${module}.js`);
            return given.map((these) => call(...these));
        }""",
        [module, function, list(given)],
    )


def test_every_practice_shares_out_its_time_in_the_browser_as_it_does_here(page: Page):
    for found in practices("en").values():
        between = (found.shortest + found.longest) // 2
        wanted = [1, found.shortest, found.seconds, between, found.longest, 10**6]
        steps = [{"seconds": it.seconds, "stretches": it.stretches} for it in found.steps]
        # As data attributes are: text.
        limits = {
            "shortest": str(found.shortest),
            "longest": str(found.longest),
            "mostFixed": str(MOST_FIXED),
        }

        there = call(page, "player_time", "timed", *[[steps, limits, it] for it in wanted])

        for seconds, lengths in zip(wanted, there, strict=True):
            assert lengths == pytest.approx(found.timed(seconds)), (found.slug, seconds)


def test_lines_share_a_steps_time_by_their_words(page: Page):
    assert call(page, "player_time", "cues", [[1, 2, 1], 8], [[3], 5], [[], 5]) == [
        [0, 2, 6],
        [0],
        [],
    ]


def test_times_are_said_in_the_browser_as_they_are_here(page: Page):
    times = [5, 60, 61, 90, 120, 3600]

    there = call(page, "player_time", "spoken", *[[it, "en"] for it in times])

    assert there == [length(it) for it in times]


@pytest.mark.parametrize(
    ("html", "text", "pasted"),
    [
        ("", "You came home.", "You came home."),
        ("", "•\ttea\n▪ bread\no\u00a0coat", "- tea\n- bread\n- coat"),
        ("", "o, here\n- and there\n1.\u00a0first", "o, here\n- and there\n1. first"),
        ("", "any\u00adway\u00a0home\v\ufffc", "anyway home\n"),
        ("<span>no mark</span>", "as it\nstood", "as it\nstood"),
        ("<p>One</p><p>Two<br>Three</p>", "", "One\n\nTwo\nThree"),
        ("<b>warm</b> and <em>soft </em>home", "", "**warm** and _soft_ home"),
        ("<b id=docs-internal><p>Not <i>all</i> bold</p></b>", "", "Not _all_ bold"),
        (
            "<ul><li>tea<li>bread</ul><ol><li>coat<li>boots</ol>",
            "",
            "- tea\n- bread\n\n1. coat\n2. boots",
        ),
        ("<table><tr><td><p>Mon</p><td>soup</table><p>.", "", "Mon · soup\n\n."),
        ("<style>p {}</style><script>document.title = 1</script><p onclick=x()>Sit.", "", "Sit."),
    ],
)
def test_what_is_pasted(page: Page, html: str, text: str, pasted: str):
    assert call(page, "paste", "plainWords", [html, text]) == [pasted]
    assert page.title() == "Blank"
