"""Every page that people can reach, as whom, and the template it shows; the tests here look at each."""

from dataclasses import dataclass

from playwright.sync_api import Page

from marketplace.seed.sample.cast import PASSWORD

GUEST = ""
BUSINESS = "business@demo.techfloor.example"
RESEARCHER = "researcher@demo.techfloor.example"
REVIEWER = "reviewer@demo.techfloor.example"


@dataclass(frozen=True)
class Look:
    """`address` stands below the language prefix; `follow` are links to go from there, the first that matches each."""

    name: str
    address: str
    template: str
    who: str = GUEST
    follow: tuple[str, ...] = ()
    opened: str = ""  # A part to open before looking: selector of a summary or a link.

    def __str__(self) -> str:
        return self.name

    def arrive(self, page: Page, language: str) -> None:
        page.goto(f"/{language}/{self.address}")
        if "/reauthenticate/" in page.url and self.template != "account/reauthenticate.html":
            page.locator("main input[name=password]").fill(PASSWORD)
            page.locator("main form button.btn").click()
            page.wait_for_load_state()
        for selector in self.follow:
            page.locator(selector).first.click()
            page.wait_for_load_state()
        if self.opened:
            page.locator(self.opened).first.click()


PAGES = (
    Look("home", "", "common/home.html"),
    Look("home, display menu open", "", "common/home.html", opened="summary:visible"),
    Look("preferences", "preferences/", "common/preferences.html"),
    Look("help: evidence", "help/evidence/", "common/help/evidence.html"),
    Look("help: scoring", "help/scoring/", "common/help/scoring.html"),
    Look("help: valuation", "help/valuation/", "common/help/valuation.html"),
    Look("help: accessibility", "help/accessibility/", "common/help/accessibility.html"),
    Look("help: words", "help/words/", "common/help/words.html"),
    Look("help: problems", "help/problems/", "common/help/problems.html"),
    Look("rules", "rules/", "common/standing/rules.html"),
    Look("terms", "terms/", "common/standing/terms.html"),
    Look("privacy", "privacy/", "common/standing/privacy.html"),
    Look("contact", "contact/", "common/standing/contact.html"),
    Look("nothing here", "no-such-page/", "404.html"),
    Look("log in", "account/login/", "account/login.html"),
    Look("sign up", "account/signup/", "account/signup.html"),
    Look("reset the password", "account/password/reset/", "account/password_reset.html"),
    Look("reset asked", "account/password/reset/done/", "account/password_reset_done.html"),
    Look("look into your mail", "account/confirm-email/", "account/verification_sent.html"),
    Look("old confirmation link", "account/confirm-email/too-old/", "account/email_confirm.html"),
    Look("old reset link", "account/password/reset/key/1-set-password/", "account/password_reset_from_key.html"),
    Look("password was reset", "account/password/reset/key/done/", "account/password_reset_from_key_done.html"),
    Look("account closed", "account/inactive/", "account/account_inactive.html"),
    Look("my work", "my/", "common/my.html", RESEARCHER),
    Look("staff", "staff/", "common/staff.html", REVIEWER),
    Look("log out", "account/logout/", "account/logout.html", BUSINESS),
    Look("change the address", "account/email/", "account/email_change.html", BUSINESS),
    Look("change the password", "account/password/change/", "account/password_change.html", BUSINESS),
    Look("where I am logged in", "account/sessions/", "usersessions/usersession_list.html", BUSINESS),
    Look("second factor", "account/2fa/", "mfa/index.html", BUSINESS),
    Look("confirm that it is you", "account/2fa/totp/activate/", "account/reauthenticate.html", BUSINESS),
    Look("turn the app on", "account/2fa/totp/activate/", "mfa/totp/activate_form.html", RESEARCHER),
)

# Templates of pages that no address of this release shows by itself, each with the reason.
NOT_LOOKED_AT: dict[str, str] = {
    "400.html": "same layout as 404.html",
    "403.html": "same layout as 404.html",
    "405.html": "same layout as 404.html",
    "409.html": "same layout as 404.html",
    "410.html": "same layout as 404.html",
    "412.html": "same layout as 404.html",
    "413.html": "same layout as 404.html",
    "428.html": "same layout as 404.html",
    "429.html": "same layout as 404.html",
    "500.html": "same layout as 404.html",
    "503.html": "same layout as 404.html",
    "problem.html": "layout of the pages of errors",
    "entrance.html": "layout of the pages of one form",
    "common/text.html": "layout of the pages of text",
    "allauth/layouts/base.html": "layout of allauth pages without a template of their own",
    "allauth/layouts/entrance.html": "layout of allauth pages without a template of their own",
    "allauth/layouts/manage.html": "layout of allauth pages without a template of their own",
    "account/base_confirm_code.html": "layout of the pages of a code",
    "account/confirm_email_verification_code.html": "codes by mail are switched off",
    "account/confirm_login_code.html": "codes by mail are switched off",
    "account/confirm_password_reset_code.html": "codes by mail are switched off",
    "account/request_login_code.html": "codes by mail are switched off",
    "account/email.html": "one address per person: email_change.html is used",
    "account/phone_change.html": "phones are no log-in",
    "account/password_set.html": "every account has a password",
    "account/signup_closed.html": "sign-up is open",
    "account/verified_email_required.html": "no page asks for it",
    "mfa/authenticate.html": "tests/web/test_entrance.py follows it; same form as log-in",
    "mfa/reauthenticate.html": "tests/web/test_entrance.py follows it; same form as log-in",
    "mfa/totp/deactivate_form.html": "tests/web/test_entrance.py follows it; same form as log-in",
    "mfa/recovery_codes/generate.html": "tests/web/test_entrance.py follows it; same form as log-in",
    "mfa/recovery_codes/index.html": "tests/web/test_entrance.py follows it; same form as log-in",
    "mfa/trust.html": "browsers are not remembered",
    "mfa/webauthn/add_form.html": "security keys are switched off",
    "mfa/webauthn/authenticator_confirm_delete.html": "security keys are switched off",
    "mfa/webauthn/authenticator_list.html": "security keys are switched off",
    "mfa/webauthn/edit_form.html": "security keys are switched off",
    "mfa/webauthn/reauthenticate.html": "security keys are switched off",
}
