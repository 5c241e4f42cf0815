"""After a practice, on a phone: what each answer leads to, with JavaScript and without."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.steps import sign_up

pytestmark = pytest.mark.e2e


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def page(request: pytest.FixtureRequest, browser: Browser):
    narrow = {"width": 360, "height": 640}
    with browser.new_context(java_script_enabled=request.param, viewport=narrow) as context:
        yield context.new_page()


def answer(page: Page, server: str, slug: str, response: str) -> None:
    page.goto(f"{server}/practices/{slug}/after/")
    page.get_by_role("button", name=response, exact=True).click()


def fits(page: Page) -> bool:
    """Whether nothing is wider than the phone. Scripts may be off, so the elements are measured."""
    width = page.locator("main").bounding_box()["width"]
    return all(box.bounding_box()["width"] <= width for box in page.locator("main > *").all())


def test_harder_leads_to_the_ground_at_once(page: Page, server: str):
    answer(page, server, "hum", "Harder")

    page.wait_for_url("**/practices/steady/?from=hum")
    expect(page.get_by_role("heading", name="Feet on the floor")).to_be_in_viewport()
    page.get_by_text("Or: Look around").click()
    expect(page.get_by_text("Find five things")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="People who can help").click()
    page.wait_for_url("**/help/")
    page.go_back()
    assert fits(page)
    page.get_by_role("link", name="Go back to").click()
    page.wait_for_url("**/practices/hum/")


def test_all_four_answers_are_on_the_first_screen(page: Page, server: str):
    page.goto(f"{server}/practices/hum/after/")

    for response in ("Softer", "The same", "Harder", "Numb", "Skip"):
        expect(page.get_by_role("button", name=response, exact=True)).to_be_in_viewport(ratio=1)


def test_numb_leads_to_a_practice_for_that_and_twice_numb_to_the_ground(page: Page, server: str):
    sign_up(page, server)
    answer(page, server, "hum", "Numb")

    expect(page).to_have_url(f"{server}/practices/numb/sit/?begun=1")
    answer(page, server, "numb", "Numb")

    page.wait_for_url("**/practices/steady/?from=numb")


def test_harder_twice_proposes_gentle_mode_which_can_be_taken_back(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/practices/")
    expect(page.get_by_role("link", name="Setback pause")).to_be_visible()
    answer(page, server, "setback", "Harder")
    expect(page.get_by_role("button", name="Turn it on")).to_have_count(0)
    answer(page, server, "hum", "Harder")

    page.get_by_role("button", name="Turn it on").click()

    expect(page.get_by_text("Gentle mode is on.")).to_be_visible()
    page.goto(f"{server}/practices/")
    expect(page.get_by_role("link", name="Setback pause")).to_have_count(0)
    page.goto(f"{server}/today/")
    card = page.locator("#practice")
    expect(card.get_by_text("This one is for eyes and feet.")).to_be_visible()
    first = card.get_by_role("heading").inner_text()
    card.get_by_role("link", name="2 minutes").click()
    expect(card.get_by_text("It fits into the 2 minutes you have.")).to_be_visible()
    assert fits(page)
    card.get_by_role("link", name="Another").click()
    expect(card.get_by_role("heading")).not_to_have_text(first)

    page.goto(f"{server}/accounts/settings/")
    page.get_by_label("Gentle mode").uncheck()
    page.get_by_role("button", name="Keep these settings").click()
    page.goto(f"{server}/practices/")
    expect(page.get_by_role("link", name="Setback pause")).to_be_visible()
    page.goto(f"{server}/today/")
    expect(page.get_by_role("button", name="Turn it on")).to_have_count(0)
