"""Moving about in a practice: what is announced, the list of steps, the keys, back from the end."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.sitting import (
    as_a_phone,
    begin,
    open_practice,
    pass_seconds,
    plain,
    press,
    read,
    title,
)
from tests.e2e.steps import sign_up

pytestmark = pytest.mark.e2e


@pytest.fixture
def page(page: Page) -> Page:
    return as_a_phone(page)


def test_each_step_is_announced_once_and_no_second_is(page: Page, server: str):
    found = read("long-exhale")
    open_practice(page, server, "long-exhale")
    page.evaluate(
        """() => {
            window.told = [];
            const status = document.querySelector("[data-status]");
            const watch = new MutationObserver(() => told.push(status.textContent));
            watch.observe(status, { childList: true });
        }"""
    )
    begin(page)

    for seconds in found.timed(found.seconds):
        pass_seconds(page, seconds)

    expect(page.get_by_role("heading", name="That’s the end of it.")).to_be_focused()
    assert page.evaluate("told") == [
        f"{step.title}. {' '.join(plain(line) for line in step.words)}" for step in found.steps
    ]


def test_time_left_is_told_when_asked_for(page: Page, server: str):
    open_practice(page, server, "long-exhale", "begun=1&seconds=120")
    begin(page)
    pass_seconds(page, 31)
    page.get_by_text("More", exact=True).click()

    press(page, "Time left")

    expect(page.locator("span[data-left]")).to_have_text("About 1 minute 30 seconds left")


def test_the_list_of_steps_says_where_one_is_and_leads_there(page: Page, server: str):
    found = read("long-exhale")
    titles = [step.title for step in found.steps]
    open_practice(page, server, "long-exhale")
    begin(page)
    page.get_by_text("More", exact=True).click()
    current = page.locator(".more [aria-current=step]")
    assert current.all_inner_texts() == titles[:1]

    press(page, titles[-1])

    expect(title(page)).to_have_text(titles[-1])
    expect(page.locator("[data-play]")).to_be_focused()
    page.get_by_text("More", exact=True).click()
    assert current.all_inner_texts() == titles[-1:]


def test_space_plays_and_pauses_and_no_letter_does(page: Page, server: str):
    open_practice(page, server, "long-exhale")
    begin(page)
    page.evaluate("document.activeElement.blur()")
    playing = page.locator(".playing")

    page.keyboard.press("k")
    expect(playing).to_have_count(1)
    page.keyboard.press(" ")
    expect(playing).to_have_count(0)
    page.keyboard.press(" ")
    expect(playing).to_have_count(1)


def test_go_back_leads_from_the_end_to_where_one_was(page: Page, server: str):
    found = read("long-exhale")
    open_practice(page, server, "long-exhale")
    begin(page)
    press(page, "Next")
    press(page, "Stop here")

    press(page, "Go back")

    expect(title(page)).to_have_text(found.steps[1].title)
    expect(page.locator("[data-play]")).to_be_focused()


def test_what_the_kit_has_stands_beside_the_box_and_is_not_what_one_wrote(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/practices/kit/add/line/")
    page.locator("[name=kit_line]").fill("I am here.")
    page.locator("main form").get_by_role("button").first.click()
    page.wait_for_url("**/practices/kit/#*")
    keep = page.get_by_role("button", name="Keep what I wrote")
    open_practice(page, server, "three-lines")
    begin(page)
    press(page, "Next")
    expect(page.locator(".in-kit").get_by_text("I am here.")).to_be_visible()
    expect(page.locator("[name=line_1]")).to_have_value("")
    press(page, "Stop here")
    expect(page.get_by_role("link", name="Done")).to_be_visible()
    expect(keep).to_be_hidden()

    press(page, "Go back")
    page.locator("[name=line_1]").fill("I am here, and the kettle is on.")
    press(page, "Stop here")
    expect(keep).to_be_visible()
    with page.expect_response("**/journal/drafts/"):
        pass_seconds(page, 5)

    open_practice(page, server, "three-lines")  # what was left unfinished is theirs, too
    begin(page)
    press(page, "Stop here")
    expect(keep).to_be_visible()


def test_the_press_on_now_is_the_start(page: Page, server: str):
    page.goto(f"{server}/now/")

    page.get_by_role("link", name="Begin", exact=True).click()

    expect(page.locator("[data-player]")).to_have_attribute("data-state", "sit")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_whoever_goes_on_from_a_question_goes_on(page: Page, server: str):
    """Also after a reload, which comes back paused."""
    page.goto(f"{server}/practices/small-step/sit/?begun=1")
    page.get_by_role("button", name="Begin").click()
    page.reload()
    player = page.locator("[data-player]")
    expect(player).not_to_have_class(re.compile("playing"))

    page.get_by_role("button", name="Next").click()

    expect(player).to_have_class(re.compile("playing"))
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
