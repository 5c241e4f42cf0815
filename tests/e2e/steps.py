"""What people do, by the words they see."""

from uuid import uuid4

from playwright.sync_api import Page

PASSWORD = "correct horse battery"
# js/offline.js gives the browser's store 2 s. Walks that need what is sealed there give it longer.
A_PATIENT_STORE = """(() => {
    const { setTimeout } = window;
    window.setTimeout = (work, ms, ...rest) => setTimeout(work, ms === 2000 ? 20_000 : ms, ...rest);
})()"""


def sign_up(page: Page, server: str) -> str:
    """A new account by the form, its recovery key put off. Returns the e-mail."""
    email = f"ada-{uuid4().hex[:8]}@example.org"
    page.goto(f"{server}/accounts/signup/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("button", name="Later").click()
    page.wait_for_url("**/today/")
    return email


def sign_in(page: Page, server: str, email: str, password: str = PASSWORD) -> None:
    page.goto(f"{server}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep", exact=True).click()
