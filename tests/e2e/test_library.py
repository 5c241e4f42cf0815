"""A visitor finds a practice for how it is right now, and begins. With JavaScript and without."""

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.e2e


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def phone(browser: Browser, request: pytest.FixtureRequest):
    """A phone's narrow page, its scripts on or off."""
    size = {"width": 360, "height": 740}
    context = browser.new_context(viewport=size, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def test_a_visitor_narrows_the_shelf_and_begins(phone: Page, server: str):
    phone.goto(server)
    phone.get_by_role("link", name="everything there is to practise").click()
    cards = phone.get_by_role("main").locator(".practice")
    phone.wait_for_load_state()
    everything = cards.count()

    phone.get_by_role("link", name="It is too much", exact=True).click()
    phone.get_by_text("Choose more closely").click()
    phone.get_by_role("link", name="1 minute", exact=True).click()

    chosen = phone.get_by_role("navigation", name="What you chose")
    marked = chosen.locator("[aria-current]")
    expect(marked).to_have_text(["It is too much: take it off", "1 minute: take it off"])
    phone.wait_for_load_state()
    assert 0 < cards.count() < everything
    assert phone.evaluate("document.documentElement.scrollWidth") == 360

    chosen.get_by_role("link", name="1 minute").click()
    expect(marked).to_have_text(["It is too much: take it off"])

    phone.get_by_role("link", name="Twenty-second hand").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Twenty-second hand")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    begin = phone.get_by_role("link", name="Begin", exact=True)
    expect(begin).to_have_attribute("href", "/practices/hand-pause/sit/")
    begin.click()
    phone.wait_for_url("**/practices/**hand-pause**")
