"""Three practices in a real browser: one that goes by itself, one that asks, one without script."""

import json

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.sitting import (
    as_a_phone,
    begin,
    open_practice,
    pass_seconds,
    plain,
    press,
    read,
    seconds_sat,
    sentence,
    title,
)
from tests.e2e.steps import sign_up

pytestmark = pytest.mark.e2e

WORDS = "A bath, and the blue mug."


@pytest.fixture
def page(page: Page) -> Page:
    return as_a_phone(page)


def announced(page: Page) -> Locator:
    return page.locator("[data-status]")


def kept_in_the_tab(page: Page) -> str:
    return page.evaluate("JSON.stringify(sessionStorage)")


# --- one that goes by itself ------------------------------------------------------


def test_a_practice_goes_by_the_clock_and_keeps_its_place(page: Page, server: str):
    breathing = read("long-exhale")
    first, second, *_ = breathing.steps
    lengths = breathing.timed(breathing.seconds)
    open_practice(page, server, "long-exhale")
    pass_seconds(page, 60)
    expect(page.locator("[data-state=open]")).to_be_visible()  # nothing begins by itself

    begin(page)
    expect(title(page)).to_have_text(first.title)
    expect(sentence(page)).to_have_text(plain(first.words[0]))
    whole = " ".join(plain(line) for line in first.words)
    expect(announced(page)).to_have_text(f"{first.title}. {whole}")
    focused = page.locator("[data-play]")
    expect(focused).to_be_focused()

    pass_seconds(page, lengths[0] - 1)
    expect(sentence(page)).to_have_text(plain(first.words[-1]))
    pass_seconds(page, 2)
    expect(title(page)).to_have_text(second.title)
    expect(focused).to_be_focused()
    expect(page.locator("[data-breath] span")).to_have_text("breathe in")

    press(page, "Pause")
    pass_seconds(page, 600)
    expect(title(page)).to_have_text(second.title)
    press(page, "Back")
    expect(title(page)).to_have_text(first.title)
    page.keyboard.press("ArrowRight")
    expect(title(page)).to_have_text(second.title)

    press(page, "Play")
    pass_seconds(page, 10)
    line = sentence(page).inner_text()
    page.reload()
    expect(title(page)).to_have_text(second.title)
    expect(sentence(page)).to_have_text(line)
    pass_seconds(page, 600)
    expect(title(page)).to_have_text(second.title)  # it came back paused
    ((key, place),) = json.loads(kept_in_the_tab(page)).items()
    assert key == "sit /practices/long-exhale/sit/"
    at, _, long, _ = numbers = json.loads(place)
    assert (at, long) == (1, breathing.seconds)
    assert [it for it in numbers if not isinstance(it, int | float)] == []  # no word

    press(page, "Play")
    pass_seconds(page, sum(lengths))
    expect(page.get_by_role("heading", name="That’s the end of it.")).to_be_focused()
    assert kept_in_the_tab(page) == "{}"
    at_first = lengths[0] + 1  # before Pause; then the second step again from its beginning
    assert seconds_sat(page) == round(at_first + sum(lengths[1:]))


def test_the_slider_changes_the_length_at_once(page: Page, server: str):
    page.context.add_cookies([{"name": "dearself-met", "value": "1", "url": server}])
    found = read("long-exhale")
    open_practice(page, server, "long-exhale", "")

    page.get_by_label("How long").fill(str(found.longest))
    expect(page.locator("output")).to_have_text(f"{found.longest // 60} minutes")
    begin(page)
    pass_seconds(page, found.timed(found.longest)[0] + found.timed(found.seconds)[1] + 1)

    expect(title(page)).to_have_text(found.steps[1].title)


def test_a_hidden_tab_waits(page: Page, server: str):
    found = read("long-exhale")
    open_practice(page, server, "long-exhale")
    begin(page)

    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { get: () => true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    pass_seconds(page, found.longest)

    expect(title(page)).to_have_text(found.steps[0].title)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_with_reduced_motion_there_is_a_count_and_nothing_grows(page: Page, server: str):
    page.emulate_media(reduced_motion="reduce")
    found = read("long-exhale")
    open_practice(page, server, "long-exhale")
    begin(page)
    press(page, "Next")
    breath = found.steps[1].breath
    assert breath is not None

    expect(page.locator("[data-breath] span")).to_have_text("breathe in 1")
    pass_seconds(page, 2.1)
    expect(page.locator("[data-breath] span")).to_have_text("breathe in 3")
    pass_seconds(page, breath.inhale - 2)
    expect(page.locator("[data-breath] span")).to_have_text("breathe out 1")
    moving = "document.getAnimations().filter((a) => a.playState === 'running').length"
    assert page.evaluate(moving) == 0


def test_the_anchor_holds_the_place_and_harder_is_one_press_away(page: Page, server: str):
    found = read("long-exhale")
    open_practice(page, server, "long-exhale")
    begin(page)
    press(page, "Next")

    press(page, "Anchor")
    expect(page.locator("[data-anchored]")).to_have_text(
        "Press both feet down. Feel the floor push back."
    )
    pass_seconds(page, 600)
    press(page, "Play")
    expect(title(page)).to_have_text(found.steps[1].title)

    page.get_by_role("link", name="It is getting harder").click()
    page.wait_for_url("**/practices/steady/?from=*")
    page.go_back()
    expect(page.locator("[data-state=open].ready")).to_be_visible()  # the next start is a new one
    assert kept_in_the_tab(page) == "{}"


def test_someone_who_presses_next_reads_line_by_line(page: Page, server: str):
    found = read("hand-pause")
    open_practice(page, server, "hand-pause")
    page.get_by_text("How you sit").click()
    page.get_by_label("I’ll press next").check()
    with page.expect_response("**/practices/choices/"):
        page.get_by_label("Touch is fine").uncheck()
    begin(page)

    for step in found.steps:
        expect(title(page)).to_have_text(step.title)
        for line in step.instead or step.words:
            expect(sentence(page)).to_have_text(plain(line))
            pass_seconds(page, 600)
            press(page, "Next")
    expect(page.get_by_role("heading", name="That’s the end of it.")).to_be_visible()

    page.goto(f"{server}/practices/hand-pause/sit/?begun=1")
    page.get_by_text("How you sit").click()
    expect(page.get_by_label("I’ll press next")).to_be_checked()


# --- one that asks ----------------------------------------------------------------


def test_a_question_waits_and_what_is_written_can_be_kept(page: Page, server: str):
    sign_up(page, server)
    asking = read("need-finder")
    open_practice(page, server, "need-finder")
    begin(page)
    for step in asking.steps:
        expect(title(page)).to_have_text(step.title)
        if step.question is None:
            break
        pass_seconds(page, 300)  # together less than the idle limit, should no touch be heard
        expect(title(page)).to_have_text(step.title)
        if step.question.asks == "line":
            box = page.locator(f"[name={step.question.name}]")
            box.fill(WORDS)
            box.press("Enter")  # which sends nothing
            expect(box).to_be_visible()
            assert WORDS not in page.url
        press(page, "Next")

    assert WORDS not in kept_in_the_tab(page)
    page.get_by_role("button", name="Stop here").click()
    expect(page.get_by_role("heading", name="Halfway is fine.")).to_be_visible()
    page.get_by_role("button", name="Keep what I wrote").click()

    page.wait_for_url("**/practices/need-finder/after/?*")
    assert WORDS not in page.url


def test_what_is_written_can_be_let_go_of(page: Page, server: str):
    sign_up(page, server)
    asking = read("need-finder")
    open_practice(page, server, "need-finder")
    begin(page)
    step = next(n for n, step in enumerate(asking.steps) if step.question.asks == "line")
    for _ in range(step):
        press(page, "Next")
    box = page.locator(f"[name={asking.steps[step].question.name}]")
    box.fill(WORDS)
    with page.expect_response("**/journal/drafts/"):
        pass_seconds(page, 5)
    page.get_by_role("button", name="Stop here").click()

    page.get_by_role("button", name="Let it go").click()

    expect(page.get_by_role("link", name="Done")).to_be_focused()
    expect(page.locator("p.gone")).to_be_visible()
    page.goto(f"{server}/practices/need-finder/sit/?begun=1")
    expect(page.locator(f"[name={asking.steps[step].question.name}]")).to_have_value("")


def test_when_it_gets_harder_the_words_come_along(page: Page, server: str):
    sign_up(page, server)
    asking = read("need-finder")
    open_practice(page, server, "need-finder")
    begin(page)
    step = next(n for n, step in enumerate(asking.steps) if step.question.asks == "line")
    for _ in range(step):
        press(page, "Next")
    page.locator(f"[name={asking.steps[step].question.name}]").fill(WORDS)

    page.get_by_role("button", name="It is getting harder").click()

    page.wait_for_url("**/practices/steady/?from=*&draft=*")
    assert WORDS not in page.url


# --- without script ---------------------------------------------------------------


def test_without_script_it_is_a_page_to_read(browser: Browser, server: str):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page = context.new_page()
    found = read("hand-pause")
    page.goto(f"{server}/practices/hand-pause/sit/")
    expect(page.get_by_role("heading", name="Kindness can stir things up")).to_be_visible()
    page.get_by_role("button", name="Go on").click()

    for step in found.steps:
        expect(page.get_by_role("heading", name=step.title, exact=True)).to_be_visible()
        expect(page.get_by_text(plain(step.words[0])).first).to_be_visible()
    expect(page.get_by_role("button", name="Begin")).to_be_hidden()
    expect(page.get_by_role("link", name="It is getting harder")).to_be_visible()
    page.get_by_text("How you sit").click()
    page.get_by_label("Closed").check()
    page.get_by_role("button", name="Remember").click()
    page.get_by_text("How you sit").click()
    expect(page.get_by_label("Closed")).to_be_checked()

    page.get_by_role("link", name="That’s enough").click()
    page.wait_for_url("**/practices/hand-pause/after/")
    context.close()
