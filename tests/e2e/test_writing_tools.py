"""The little things: full screen, the keys, dictation, and what is pasted."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.steps import sign_up

pytestmark = pytest.mark.e2e

PASTED = """
    ([html, text]) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/html", html);
        clipboardData.setData("text/plain", text);
        const pasted = { clipboardData, bubbles: true, cancelable: true };
        return !document.activeElement.dispatchEvent(new ClipboardEvent("paste", pasted));
    }
"""
FROM_WORD = """
<html><head><style>p { color: red }</style></head><body lang=DE><!--StartFragment-->
<p class=MsoNormal style='margin:0'>You <b style='mso-bidi-font-weight:normal'>came</b>
<i>home </i>any\u00adway.<o:p></o:p></p>
<p class=MsoNormal>Sit&nbsp;down.<br>
Here. <img src="http://127.0.0.1:9/x.png" onerror="document.title = 'ran'"></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0'><![if !supportLists]><span>·<span>&nbsp;
</span></span><![endif]>tea</p>
<p class=MsoListParagraphCxSpLast>·<span>&nbsp;&nbsp; </span>bread</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><ol><li>coat</li><li>boots</li></ol>
<table class=MsoNormalTable><tr>
 <td><p class=MsoNormal>Mon<o:p></o:p></p></td> <td><p class=MsoNormal>soup</p></td>
</tr><tr><td><p class=MsoNormal>Tue</p></td><td><p class=MsoNormal>&nbsp;</p></td></tr></table>
<script>document.title = "ran"</script><!--EndFragment-->
"""
AS_MARKDOWN = (
    "You **came** _home_ anyway.\n\nSit down.\nHere.\n\n- tea\n- bread\n\n1. coat\n2. boots\n\n"
    "Mon · soup\nTue ·"
)


def new_letter(page: Page, server: str) -> Locator:
    page.goto(f"{server}/journal/letters/new/")
    return page.get_by_label("Your letter")


def test_full_screen_and_the_keys(page: Page, context: BrowserContext, server: str):
    sign_up(page, server)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page.set_viewport_size({"width": 360, "height": 700})
    letter = new_letter(page, server)
    letter.focus()
    page.keyboard.insert_text("You came home.")  # no key goes down, as in dictation
    expect(page.get_by_text(re.compile(r"^Saved at .*, unfinished\.$"))).to_be_visible()

    page.get_by_role("button", name="Full screen").click()

    expect(letter).to_be_focused()
    for kept in ("button:text-is('Keep')", ".leave", "[data-draft-state] > [aria-hidden]"):
        expect(page.locator(kept)).to_be_in_viewport()
    for gone in ("Help", "Look back", "Settings"):
        expect(page.get_by_role("link", name=gone)).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Control+/")
    help_sheet = page.get_by_role("dialog", name="With the keyboard")
    expect(help_sheet.get_by_role("button", name="Close")).to_be_focused()
    expect(help_sheet).to_contain_text("three times")
    page.keyboard.press("Escape")
    expect(help_sheet).to_be_hidden()
    expect(letter).to_be_focused()
    expect(page.get_by_role("link", name="Help")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Help")).to_be_visible()
    page.keyboard.press("Alt+Shift+F")
    expect(page.get_by_role("link", name="Help")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("link", name="Help")).to_be_visible()
    page.get_by_text("Who writes to whom").click()
    page.get_by_label("Whom it is for").focus()
    page.keyboard.press("Alt+Shift+F")  # which hides that box
    expect(letter).to_be_focused()
    page.keyboard.press("Escape")

    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 10"))  # it saves nothing by itself
    letter.press_sequentially("Sit down. ")
    with page.expect_request("**/journal/drafts/"):
        page.keyboard.press("Control+s")
    page.clock.resume()
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Copy as Markdown").click()

    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert sorted(re.findall(r"Sit down|You came home", text)) == ["Sit down", "You came home"]

    page.goto(f"{server}/journal/letters/new/?seven=1")  # the form stands beside something
    page.keyboard.press("Alt+Shift+F")
    expect(letter).to_be_focused()
    expect(page.locator("button:text-is('Keep')")).to_be_in_viewport()
    expect(page.get_by_text("What to write about")).to_be_hidden()


def test_what_is_pasted_from_elsewhere_becomes_plain(page: Page, server: str):
    sign_up(page, server)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    letter = new_letter(page, server)
    title = page.title()
    letter.press_sequentially("Before. ")

    assert page.evaluate(PASTED, [FROM_WORD, "You came home anyway."])

    expect(letter).to_have_value(f"Before. {AS_MARKDOWN}")
    page.keyboard.press("Control+z")  # all of it at once, and nothing else
    expect(letter).to_have_value("Before. ")
    assert page.title() == title
    assert [url for url in asked if not url.startswith(server)] == []
    letter.fill("")
    assert page.evaluate(PASTED, ["", "•\ttea\r\n1.\tcoat\r\nthe\u00a0end\vof it\ufffc"])
    expect(letter).to_have_value("- tea\n1. coat\nthe end\nof it")
    letter.fill("")
    assert not page.evaluate(PASTED, ["<span>Sit\n</span>", "Sit down.\r\n  - o, here"])
    expect(letter).to_have_value("")  # left to the browser, which does it for a true paste


def test_what_cannot_be_made_plain_is_pasted_as_it_is(context: BrowserContext, server: str):
    page = context.new_page()  # a script that does not come is an error to the browser's console
    sign_up(page, server)
    page.route("**/js/paste*", lambda route: route.abort())
    letter = new_letter(page, server)
    letter.focus()

    page.evaluate(PASTED, [FROM_WORD, "You came\r\nhome anyway."])

    expect(letter).to_have_value("You came\nhome anyway.")
