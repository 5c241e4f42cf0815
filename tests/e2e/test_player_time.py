"""What time does in a practice, and what it does not: the idle lock, the screen, what was sat."""

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from practices.library.catalogue import practices
from practices.library.practice import WORDS_A_SECOND, Practice
from tests.e2e.sitting import (
    as_a_phone,
    as_chosen,
    begin,
    open_practice,
    pass_seconds,
    plain,
    press,
    read,
    seconds_sat,
    title,
)
from tests.e2e.steps import sign_in, sign_up

pytestmark = pytest.mark.e2e

MINUTE = 60
NEARLY = 29 * MINUTE  # of the thirty after which a journal locks itself
ASKS = "need-finder"
LIGHT = """
    window.light = [];
    Object.defineProperty(navigator, "wakeLock", { value: { request: async (kind) => {
        light.push(kind);
        return { release: async () => light.push("released") };
    } } });
"""


@pytest.fixture(scope="module")
def adas_email(browser: Browser, server: str) -> str:
    context = browser.new_context()
    email = sign_up(context.new_page(), server)
    context.close()
    return email


@pytest.fixture
def page(page: Page) -> Page:
    page.add_init_script(LIGHT)
    return as_a_phone(page)


def arrive(page: Page, server: str, email: str) -> None:
    sign_in(page, server, email)
    page.wait_for_url("**/today/")


def light(page: Page) -> list[str]:
    return page.evaluate("light")


# --- the idle lock ----------------------------------------------------------------


def test_a_question_left_alone_is_asked_about_and_counts_no_more_than_its_step(
    page: Page, server: str, adas_email: str
):
    asking = read(ASKS)
    arrive(page, server, adas_email)
    open_practice(page, server, ASKS)
    begin(page)

    page.clock.fast_forward(NEARLY * 1000)

    dialog = page.get_by_role("alertdialog", name="Still here?")
    expect(dialog).to_be_visible()
    page.get_by_role("button", name="Stay").click()
    expect(dialog).to_be_hidden()
    expect(title(page)).to_have_text(asking.steps[0].title)
    press(page, "Stop here")
    assert seconds_sat(page) == round(asking.timed(asking.seconds)[0])


def test_a_practice_that_moves_by_itself_keeps_the_journal_open(
    page: Page, server: str, adas_email: str
):
    arrive(page, server, adas_email)
    open_practice(page, server, "long-exhale", "begun=1&minutes=5")
    begin(page)

    with page.expect_request("**/accounts/stay/") as touch:
        pass_seconds(page, 2 * MINUTE)

    assert touch.value.method == "POST"  # its answer may be too late for a clock that runs so fast


def test_someone_who_presses_next_is_no_longer_here_once_they_press_nothing(
    page: Page, server: str, adas_email: str
):
    arrive(page, server, adas_email)
    open_practice(page, server, "long-exhale", "begun=1&minutes=5")
    page.get_by_text("How you sit").click()
    with page.expect_response("**/practices/choices/"):
        page.get_by_label("I’ll press next").check()
    begin(page)
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url))

    pass_seconds(page, 5 * MINUTE)
    assert heard == []

    press(page, "Stop here")
    assert seconds_sat(page) == round(read("long-exhale").timed(300)[0])


# --- the screen -------------------------------------------------------------------


def test_the_screen_stays_on_while_time_moves_and_no_longer(page: Page, server: str):
    open_practice(page, server, "long-exhale")
    assert light(page) == []
    begin(page)
    pass_seconds(page, 20)
    assert light(page) == ["screen"]

    press(page, "Pause")
    assert light(page) == ["screen", "released"]
    press(page, "Play")
    press(page, "Stop here")
    assert light(page) == ["screen", "released"] * 2


def test_the_screen_is_let_go_of_at_a_question(page: Page, server: str):
    asking = read("three-lines")
    waits = [step.question is not None for step in asking.steps]
    open_practice(page, server, asking.slug)
    begin(page)
    pass_seconds(page, 1)
    assert waits[0]
    assert light(page) == []

    for _ in range(waits.index(False)):
        press(page, "Next")
    pass_seconds(page, 1)
    assert light(page) == ["screen"]
    press(page, "Back")
    pass_seconds(page, 1)
    assert light(page) == ["screen", "released"]


# --- nothing flashes by -----------------------------------------------------------

WATCHED = """async () => {
    window.stood = [];
    const { onSit } = await import(document.querySelector('[href*="js/sitting"]').href);
    onSit(({ what, step, words }) => {
        const asked = "asks" in step.dataset;
        if (what === "line" || what === "end") stood.push([Date.now() / 1000, words, asked]);
    });
}"""


def lines_and_their_seconds(page: Page, server: str, found: Practice) -> list[tuple[str, float]]:
    """A whole sitting at the shortest length: each line that time took away, and how long it was
    there."""
    open_practice(page, server, found.slug, f"begun=1&seconds={found.shortest}")
    page.evaluate(WATCHED)
    begin(page)
    ended = page.get_by_role("heading", name="That’s the end of it.")
    for _ in found.steps:
        pass_seconds(page, found.shortest + 1)
        if ended.is_visible():
            break
        press(page, "Next")
    expect(ended).to_be_visible()
    return [
        (line, until - since)
        for (since, line, asked), (until, *_) in pairwise(page.evaluate("stood"))
        if not asked
    ]


@pytest.mark.parametrize("touch", [True, False])
def test_at_its_shortest_no_line_of_any_practice_flashes_by(page: Page, server: str, touch: bool):
    as_chosen(page, server, {"touch": touch})
    every = practices("en").values()
    moving = [it for it in every if not all(step.question for step in it.steps)]
    with_touch = [it for it in moving if any(step.instead for step in it.steps)]

    stood = {
        it.slug: lines_and_their_seconds(page, server, it)
        for it in (moving if touch else with_touch)
    }

    assert [slug for slug, lines in stood.items() if not lines] == []
    look = 0.25  # seconds between two looks at the clock
    hurried = [
        (slug, line, seconds)
        for slug, lines in stood.items()
        for line, seconds in lines
        if seconds + look < len(line.split()) / WORDS_A_SECOND
    ]
    assert hurried == []


def test_own_lines_come_before_the_practices_and_do_not_flash_by_either(page: Page, server: str):
    sign_up(page, server)
    for line in ("I am here.", "Others know this.", "And one that takes far longer to say."):
        page.goto(f"{server}/practices/kit/add/line/")
        page.locator("[name=kit_line]").fill(line)
        page.locator("main form").get_by_role("button").first.click()
        page.wait_for_url("**/practices/kit/#*")

    lines = lines_and_their_seconds(page, server, read("stay-with"))

    words = next(step for step in read("stay-with").steps if step.reads).words
    at = [line for line, _ in lines]
    assert at[2:4] == ["I am here.", "Others know this."]
    assert {plain(line) for line in words}.isdisjoint(at)
