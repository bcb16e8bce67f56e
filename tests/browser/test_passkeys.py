"""A passkey in a real browser: added, used instead of the password, used after it, renamed, removed.

Chromium's virtual authenticator stands for the device; the address is http://localhost, since no passkey is given to an
IP address.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from marketplace.seed.sample.cast import PASSWORD
from tests.browser.people import enter

PERSON = "broker@demo.techfloor.example"  # No other test logs in by password as this one.
FACTOR = "/vi/account/2fa/"


@pytest.fixture
def device(context: BrowserContext, page: Page) -> Iterator[CDPSession]:
    """A device that keeps passkeys and has just seen its owner's finger."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    yield session
    session.detach()


def log_in(page: Page) -> None:
    enter(page, "/vi/account/login/", {"login": PERSON, "password": PASSWORD})


def log_out(page: Page) -> None:
    page.goto("/vi/account/logout/")
    page.locator("main form button.btn").click()


def confirm_password(page: Page) -> None:
    if "/reauthenticate/" in page.url:
        page.locator("main input[name=password]").fill(PASSWORD)
        page.locator("main form button.btn").first.click()


def add_passkey(page: Page, name: str) -> None:
    page.goto(f"{FACTOR}webauthn/add/")
    confirm_password(page)
    page.locator("input[name=name]").fill(name)
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")


def remove_passkeys(page: Page) -> None:
    page.goto(f"{FACTOR}webauthn/")
    page.locator("main li a.btn--no").first.click()
    confirm_password(page)
    page.locator("main form button.btn--no").click()
    page.wait_for_url(f"**{FACTOR}webauthn/")


def test_a_passkey_opens_the_account_without_a_password_and_after_it(page: Page, device: CDPSession) -> None:
    log_in(page)
    add_passkey(page, "Máy của Viện")
    log_out(page)

    page.goto("/vi/account/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/vi/my/")

    log_out(page)
    log_in(page)
    page.wait_for_url("**/2fa/authenticate/**")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url("**/vi/my/")

    page.goto(f"{FACTOR}webauthn/")
    expect(page.locator("main")).to_contain_text("Máy của Viện")
    remove_passkeys(page)
    log_out(page)
    log_in(page)
    page.wait_for_url("**/vi/my/")


def test_a_device_without_the_passkey_is_told_so_in_words(page: Page, device: CDPSession) -> None:
    page.goto("/vi/account/login/")
    credentials = page.evaluate("Boolean(window.PublicKeyCredential)")

    page.locator("#passkey_login").click()

    assert credentials
    expect(page.locator("#passkey-failed [data-when=cancelled]")).to_be_visible()
    expect(page.locator("#passkey_login")).to_be_enabled()


def test_a_browser_without_passkeys_offers_the_other_ways(page: Page) -> None:
    page.add_init_script("delete window.PublicKeyCredential")

    page.goto("/vi/account/login/")

    expect(page.locator("#passkey-failed [data-when=missing]")).to_be_visible()
    expect(page.locator("#passkey_login")).to_be_disabled()
    expect(page.locator("input[name=password]")).to_be_enabled()
