"""Words without a connection: the line goes, the server is killed, the browser closes."""

import base64
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Locator, Page, Request, expect

from tests.conftest import WHOLE_CHROMIUM
from tests.e2e.steps import A_PATIENT_STORE, PASSWORD, keep, sign_in, sign_up
from tests.faults import house
from tests.ports import free_port
from tests.searching import ways_to_write

pytestmark = pytest.mark.e2e

SAVES = "/journal/drafts/"
SEALED = re.compile("^Not saved yet. Your words are kept on this device, sealed")
UNKEPT = (
    "Not kept yet: your journal cannot be reached. {} Press Keep again when you are back online."
)
SEALED_UNKEPT = UNKEPT.format("Your words are on this device, sealed.")
UNSEALED_UNKEPT = UNKEPT.format("Your words are still on this page.")
UNSEALED = re.compile("drafts without a connection are off in this browser")
SAVED = re.compile(r"^Saved at \d\d:\d\d, unfinished\.$")
SILENT = 4000  # ms
TITLE = "Heronsquall"
LETTER = "Marzipanthunder"


class Served:
    """A server of this module's own, which can be killed and started again where it stood."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.until = ExitStack()
        command, log = house.granian_at(self.port), self.folder.with_name("granian.log")
        surroundings = house.settings(self.folder)
        self.until.enter_context(house.running(command, surroundings, self.port, log))

    def kill(self) -> None:
        """SIGKILL, in the middle of whatever it was doing."""
        self.until.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("offline") / "data"
    folder.mkdir()
    house.prepare(folder)
    served = Served(folder)
    yield served
    served.kill()


def state(page: Page) -> Locator:
    """What the page shows about its saving."""
    return page.locator("[data-draft-state] > [aria-hidden]")


def notice(page: Page) -> Locator:
    """What says that words from before are here, and leads to them."""
    return page.get_by_role("link", name="What you wrote without a connection is here")


def letter(page: Page) -> Locator:
    return page.get_by_label("Your letter")


def unfinished(page: Page, address: str) -> list[str]:
    """The words of every unfinished letter, in order of the alphabet."""
    page.goto(f"{address}/journal/letters/new/")
    links = page.get_by_role("link", name="a letter from", include_hidden=True).all()
    texts = []
    for there in [link.get_attribute("href") for link in links]:
        page.goto(address + there)
        texts.append(letter(page).input_value())
    return sorted(texts)


def uploads(context: BrowserContext) -> list[Request]:
    """Every save that this browser sends from now on."""
    sent: list[Request] = []
    context.on("request", lambda it: sent.append(it) if it.url.endswith(SAVES) else None)
    return sent


def test_words_without_a_connection_are_ciphertext_and_come_up_for_their_writer_alone(
    browser_type: BrowserType, browser_type_launch_args: dict, served: Served, tmp_path: Path
):
    def browser_on_the_same_profile() -> BrowserContext:
        # A whole browser: what one with a window writes to its profile is looked through.
        whole = browser_type_launch_args | {"executable_path": WHOLE_CHROMIUM}
        context = browser_type.launch_persistent_context(tmp_path, **whole)
        context.add_init_script(A_PATIENT_STORE)
        return context

    context = browser_on_the_same_profile()
    page = context.new_page()
    ada = sign_up(page, served.address)
    answer = page.goto(f"{served.address}/journal/letters/new/")
    key = re.search(r'data-offline="([\w-]{43})"', answer.text())[1]
    mark = re.search(r'data-mark="([\w-]+)"', answer.text())[1]
    assert page.locator("[data-offline]").count() == 0

    context.set_offline(True)
    page.get_by_label("Title").fill(f"{TITLE} on the stairs")
    letter(page).press_sequentially(f"You came home. {LETTER}.")
    expect(state(page)).to_have_text(SEALED)
    keep(page)
    expect(state(page)).to_have_text(SEALED_UNKEPT)
    expect(letter(page)).to_have_value(f"You came home. {LETTER}.")
    context.close()

    on_the_disk = {it: it.read_bytes() for it in tmp_path.rglob("*") if it.is_file()}
    assert any(mark.encode() in held for held in on_the_disk.values())  # the record is there
    planted = [TITLE.encode(), LETTER.encode(), base64.urlsafe_b64decode(f"{key}="), key.encode()]
    ways = [way for word in planted for way in ways_to_write(word)]
    assert [str(it) for it, held in on_the_disk.items() if any(way in held for way in ways)] == []

    context = browser_on_the_same_profile()
    sent = uploads(context)
    page = context.new_page()
    sign_up(page, served.address)  # Ben, in Ada's browser
    for there in ("/today/", "/journal/", "/journal/letters/new/"):
        page.goto(served.address + there)
    page.wait_for_load_state("networkidle")
    expect(notice(page)).to_have_count(0)
    assert sent == []
    context.clear_cookies()
    sign_in(page, served.address, ada)

    notice(page).click()
    expect(letter(page)).to_have_value(f"You came home. {LETTER}.")
    expect(page.get_by_label("Title")).to_have_value(f"{TITLE} on the stairs")
    assert len(sent) == 1
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 10"))
    page.route(f"**{SAVES}", lambda route: None)  # a line that says nothing
    letter(page).press_sequentially(" Sit down.")
    keep(page)
    expect(state(page)).to_have_text("Keeping…")
    expect(letter(page)).to_be_visible()
    page.clock.fast_forward(SILENT)
    expect(page.get_by_text("Kept.", exact=True)).to_be_visible()
    page.unroute_all()
    page.goto(f"{served.address}/journal/")
    page.wait_for_load_state("networkidle")
    expect(notice(page)).to_have_count(0)
    context.close()


def test_a_server_killed_in_mid_writing_loses_no_word_and_what_two_tabs_wrote_stands_twice(
    context: BrowserContext, served: Served
):
    context.add_init_script(A_PATIENT_STORE)
    page, other = context.new_page(), context.new_page()
    sign_up(page, served.address)
    page.goto(f"{served.address}/journal/letters/new/")
    letter(page).fill("Before.")
    expect(state(page)).to_have_text(SAVED)
    other.goto(page.url)
    expect(letter(other)).to_have_value("Before.")
    page.route(f"**{SAVES}", lambda route: route.abort())
    letter(page).fill("In one tab.")
    expect(state(page)).to_have_text(SEALED)
    third = context.new_page()
    sent = uploads(context)
    third.goto(f"{served.address}/journal/")
    third.wait_for_load_state("networkidle")
    assert [it for it in sent if it.frame.page == third] == []  # it is still being written

    page.unroute_all()
    served.kill()
    letter(page).press_sequentially(" To the last word.")
    keep(page)
    expect(state(page)).to_have_text(SEALED_UNKEPT)
    page.close()
    served.start()
    letter(other).fill("In another tab.")
    expect(state(other)).to_have_text(SAVED)
    third.reload()

    expect(notice(third)).to_be_visible()
    assert unfinished(third, served.address) == [
        "In another tab.",
        "In one tab. To the last word.",
    ]


def test_words_that_came_back_after_unlocking_are_not_told_of_twice(
    context: BrowserContext, served: Served
):
    context.add_init_script(A_PATIENT_STORE)
    page, other = context.new_page(), context.new_page()
    sign_up(page, served.address)
    page.goto(f"{served.address}/journal/letters/new/")
    letter(page).fill("Before.")
    expect(state(page)).to_have_text(SAVED)
    other.goto(f"{served.address}/today/")
    other.locator("form[data-lock]").evaluate("(form) => form.submit()")  # not heard here
    other.wait_for_url("**/accounts/unlock/**")
    letter(page).fill("In the dark.")
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text(re.compile("^Saving is paused"))
    keep(page)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_response(f"**{SAVES}") as went_up:
        page.get_by_role("button", name="Unlock").click()

    assert went_up.value.ok
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Your words are back.")).to_be_visible()
    expect(notice(page)).to_have_count(0)
    letter(page).fill("By the lamp.")
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text(SAVED)
    keep(page)
    expect(page.get_by_text("Kept.", exact=True)).to_be_visible()
    assert unfinished(page, served.address) == []


def test_where_nothing_can_be_sealed_it_says_that_the_words_are_on_this_page_alone(
    context: BrowserContext, served: Served
):
    sign_up(context.new_page(), served.address)
    trouble: list[str] = []
    for without in (
        "Object.defineProperty(crypto, 'subtle', { value: undefined })",  # no secure context
        "IDBFactory.prototype.open = () => ({})",  # a store that never answers
    ):
        page = context.new_page()
        page.add_init_script(without)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(f"{served.address}/journal/letters/new/")

        context.set_offline(True)
        letter(page).fill("You came home.")
        expect(state(page)).to_have_text(UNSEALED)
        keep(page)
        expect(state(page)).to_have_text(UNSEALED_UNKEPT)
        context.set_offline(False)
        expect(state(page)).to_have_text(SAVED)
        keep(page)

        expect(page.get_by_text("Kept.", exact=True)).to_be_visible()
        page.close()
    assert trouble == []
