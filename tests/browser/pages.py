"""Every page that people can reach, as whom, and the template it shows; the tests here look at each."""

from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.sync_api import Page

from marketplace.seed.sample.cast import PASSWORD
from tests.browser.people import COMPUTE_SECONDS, wait_for

GUEST = ""
BUSINESS = "business@demo.techfloor.example"
RESEARCHER = "researcher@demo.techfloor.example"
JUDGE = "judge@demo.techfloor.example"
REVIEWER = "reviewer@demo.techfloor.example"
VALUER = "valuer@demo.techfloor.example"
VERIFIER = "verifier@demo.techfloor.example"
ASSISTANT = "assistant@demo.techfloor.example"

INSTITUTE = "vien-ky-thuat-ban-may"  # Of the researcher.

RESULT = (".item h3 a",)
FIRST_ROW = ("main tbody th a",)
FIRST_PAIR = ("main article p.row a.btn",)
PUBLIC = "main a:text-matches('Public page|Trang công khai')"
NEW_DRAFT = ("main form button[name=kind]",)
OF_OTHERS = "kind=technology&q=say+thang+hoa"  # Not of the business: on one's own page nobody asks.
ASK = (*RESULT, "main a[href*='/ask/']")
COMPLAIN = (*RESULT, "main a[href*='/report/']")
FIRST_DUE = ("main .items .due a",)
SAVE_AND_NEXT = "main form button[name=next]"
BESIDE = "beside:"
TO_SUBMIT = "beside:../../submit/"
TO_ESTIMATE = "main a[href*='/valuations/new/']"


@dataclass(frozen=True)
class Look:
    """`address` stands below the language prefix; `follow` are links and buttons to press from there, in order.

    Each is the first that matches a selector; "beside:../submit/" goes to an address beside the present one.
    """

    name: str
    address: str
    template: str
    who: str = GUEST
    follow: tuple[str, ...] = ()
    opened: str = ""  # A part to open before looking, where it shows: selector of a summary.

    def __str__(self) -> str:
        return self.name

    def arrive(self, page: Page, language: str) -> None:
        page.goto(f"/{language}/{self.address}")
        if "/reauthenticate/" in page.url and self.template != "account/reauthenticate.html":
            page.locator("main input[name=password]").fill(PASSWORD)
            page.locator("main form button.btn").click()
            page.wait_for_load_state()
        for step in self.follow:
            if step.startswith(BESIDE):
                page.goto(urljoin(page.url, step.removeprefix(BESIDE)))
                continue
            # The floor compares its needs in the first minutes; everything else is there from the start.
            found = wait_for(page, step, seconds=COMPUTE_SECONDS) if step in FIRST_PAIR else page.locator(step).first
            found.click()
            page.wait_for_load_state()
        if self.opened and page.locator(self.opened).count():
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
    Look("help: api", "help/api/", "common/help/api.html"),
    Look("rules", "rules/", "common/standing/rules.html"),
    Look("terms", "terms/", "accounts/terms.html"),
    Look("privacy", "privacy/", "accounts/terms.html"),
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
    Look("search", "search/?q=say+lanh", "search/search.html"),
    Look("search, everything", "search/?kind=need", "search/search.html"),
    Look("search, filters open", "search/?q=say#filters", "search/search.html"),
    Look("search, nothing found", "search/?q=zzxqy&trl=1", "search/search.html"),
    Look("technology", "search/?kind=technology&q=say+lanh", "listings/page.html", follow=RESULT),
    Look("IP asset", "search/?kind=ip_asset&q=say+lanh", "listings/page.html", follow=RESULT),
    Look("service", "search/?kind=service&q=thu", "listings/page.html", follow=RESULT),
    Look("catalogue record", "search/?q=battery", "listings/page.html", follow=RESULT),
    Look("need", "search/?kind=need&q=say", "needs/page.html", follow=RESULT),
    Look("need from a catalogue", "search/?kind=need&q=sensor", "needs/page.html", follow=RESULT),
    Look("organisation", f"organisations/{INSTITUTE}/", "accounts/organisation.html"),
    Look("valuation, guest", "valuations/", "valuation/index.html"),
    Look("my work", "my/", "common/my.html", RESEARCHER),
    Look("my notices", "my/notices/", "notifications/notices.html", RESEARCHER),
    Look("mail and notices", "account/notices/", "notifications/preferences.html", RESEARCHER),
    Look("outbox", "outbox/", "notifications/outbox.html"),
    Look("account", "account/", "accounts/account.html", RESEARCHER),
    Look("my organisation", "my/organisation/", "accounts/own_organisation.html", RESEARCHER),
    Look("edit my organisation", "my/organisation/edit/", "accounts/edit_organisation.html", RESEARCHER),
    Look("leave my organisation", "my/organisation/leave/", "accounts/ask.html", RESEARCHER),
    Look("find my organisation", "my/organisation/find/?q=vien", "accounts/find.html", RESEARCHER),
    Look(
        "ask to join",
        "my/organisation/find/?q=vien",
        "accounts/join.html",
        BUSINESS,
        follow=("main a[href$='/join/']",),
    ),
    Look("what I asked", "my/requests/", "accounts/my_join_requests.html", RESEARCHER),
    Look("a member", "my/organisation/", "accounts/member.html", RESEARCHER, follow=("#members tbody a",)),
    Look("organisations to check", "staff/organisations/", "accounts/staff/queue.html", VERIFIER),
    Look("found an organisation", "my/organisation/new/", "accounts/create_organisation.html", RESEARCHER),
    Look("my listings", "my/listings/", "listings/own/mine.html", RESEARCHER),
    Look("new listing", "my/listings/new/", "listings/create.html", RESEARCHER),
    Look("own listing", "my/listings/?state=published", "listings/own/own.html", RESEARCHER, follow=FIRST_ROW),
    Look("preview", "my/listings/", "listings/own/preview.html", RESEARCHER, (*FIRST_ROW, "main a[href$='/preview/']")),
    Look("pause", "my/listings/", "listings/own/move.html", RESEARCHER, (*FIRST_ROW, "main a[href*='/move/']")),
    Look("tombstone", "my/listings/?state=withdrawn", "listings/tombstone.html", RESEARCHER, (*FIRST_ROW, PUBLIC)),
    Look("editor", "my/listings/new/", "listings/editor/section.html", RESEARCHER, NEW_DRAFT),
    Look(
        "documents", "my/listings/new/", "listings/editor/section.html", RESEARCHER, (*NEW_DRAFT, "beside:../evidence/")
    ),
    Look(
        "confirm a document",
        "search/?q=sổ+quỹ+hợp+tác+xã+bằng+giọng+nói",
        "listings/verify.html",
        VALUER,
        (*RESULT, "main a[href$='/verify/']"),
    ),
    Look("editor, errors", "my/listings/new/", "listings/editor/section.html", RESEARCHER, (*NEW_DRAFT, SAVE_AND_NEXT)),
    Look("not ready to send", "my/listings/new/", "listings/own/submit.html", RESEARCHER, (*NEW_DRAFT, TO_SUBMIT)),
    Look(
        "estimate", "my/listings/?state=published", "valuation/new.html", RESEARCHER, (*FIRST_ROW, PUBLIC, TO_ESTIMATE)
    ),
    Look("my needs", "my/needs/", "needs/own/mine.html", BUSINESS),
    Look("new need", "my/needs/new/", "needs/create.html", BUSINESS),
    Look("own need", "my/needs/", "needs/own/own.html", BUSINESS, FIRST_ROW),
    Look("need editor", "my/needs/new/", "needs/editor/section.html", BUSINESS, NEW_DRAFT),
    Look("saved searches", "my/searches/", "search/saved.html", BUSINESS),
    Look("my messages", "my/messages/", "notifications/talk/conversations.html", RESEARCHER),
    Look(
        "question to answer",
        "my/",
        "notifications/talk/conversation.html",
        RESEARCHER,
        ("main .due a[href*='/messages/']",),
    ),
    Look(
        "not answer a question",
        "my/",
        "notifications/talk/confirm.html",
        RESEARCHER,
        ("main .due a[href*='/messages/']", "main a[href$='/decline/']"),
    ),
    Look("ask a question", f"search/?{OF_OTHERS}", "notifications/talk/ask.html", BUSINESS, ASK),
    Look("bookmarks", "my/bookmarks/", "notifications/talk/bookmarks.html", BUSINESS),
    Look("blocked askers", "my/blocks/", "notifications/talk/blocks.html", RESEARCHER),
    Look("complain", "search/?kind=technology&q=say+lanh", "moderation/report.html", GUEST, COMPLAIN),
    Look("my complaints", "my/complaints/", "moderation/complaints.html", BUSINESS),
    Look("my complaint", "my/complaints/", "moderation/complaint.html", BUSINESS, FIRST_DUE),
    Look(
        "take a complaint back",
        "my/complaints/",
        "moderation/withdraw.html",
        BUSINESS,
        (*FIRST_DUE, "main a[href$='/withdraw/']"),
    ),
    Look("complaints in figures", "rules/moderation/", "moderation/figures.html"),
    Look("complaints to decide", "staff/moderation/complaints/", "moderation/queue.html", JUDGE),
    Look("complaint at the desk", "staff/moderation/complaints/", "moderation/item.html", JUDGE, FIRST_ROW),
    Look(
        "first look at a complaint",
        "staff/moderation/complaints/",
        "moderation/move.html",
        REVIEWER,
        (*FIRST_ROW, "main a[href$='/unfounded/']"),
    ),
    Look("listings to review", "staff/moderation/listings/", "listings/review/queue.html", REVIEWER),
    Look("listing to review", "staff/moderation/listings/", "listings/review/item.html", REVIEWER, FIRST_ROW),
    Look("contested documents", "staff/moderation/evidence/", "listings/review/contested.html", JUDGE),
    Look("changes to review", "staff/moderation/changes/", "listings/review/changes.html", REVIEWER),
    Look("needs to review", "staff/moderation/needs/", "needs/moderation/queue.html", REVIEWER),
    Look("need to review", "staff/moderation/needs/", "needs/moderation/item.html", REVIEWER, FIRST_ROW),
    Look("staff", "staff/", "common/staff.html", REVIEWER),
    Look("people without e-mail", "staff/assist/", "mandates/clients.html", ASSISTANT),
    Look("write for somebody", "staff/assist/new/", "mandates/begin.html", ASSISTANT),
    Look("somebody helped", "staff/assist/", "mandates/client.html", ASSISTANT, FIRST_ROW),
    Look("end the help", "staff/assist/", "mandates/end.html", ASSISTANT, (*FIRST_ROW, "main a[href$='/end/']")),
    Look(
        "code to print",
        "staff/assist/",
        "mandates/code.html",
        ASSISTANT,
        (*FIRST_ROW, "main form[action$='/code/'] button"),
    ),
    Look("take an account over", "take-over/", "mandates/take_over.html", BUSINESS),
    Look("log out", "account/logout/", "account/logout.html", BUSINESS),
    Look("change the address", "account/email/", "account/email_change.html", BUSINESS),
    Look("change the password", "account/password/change/", "account/password_change.html", BUSINESS),
    Look("where I am logged in", "account/sessions/", "usersessions/usersession_list.html", BUSINESS),
    Look("second factor", "account/2fa/", "mfa/index.html", BUSINESS),
    Look("confirm that it is you", "account/2fa/totp/activate/", "account/reauthenticate.html", BUSINESS),
    Look("operating rules", "rules/operating/", "accounts/terms.html"),
    Look("texts accepted", "account/terms/", "accounts/accept_terms.html", RESEARCHER),
    Look("API tokens", "account/tokens/", "accounts/tokens.html", RESEARCHER),
    Look("add a passkey", "account/2fa/webauthn/add/", "mfa/webauthn/add_form.html", RESEARCHER),
    Look("passkeys", "account/2fa/webauthn/", "mfa/webauthn/authenticator_list.html", RESEARCHER),
    Look("turn the app on", "account/2fa/totp/activate/", "mfa/totp/activate_form.html", RESEARCHER),
    # Last: the worker has found them by then.
    Look("my matches", "my/matches/", "matches/mine.html", BUSINESS),
    Look("match", "my/matches/", "matches/match.html", BUSINESS, FIRST_PAIR),
    Look("not a fit", "my/matches/", "matches/dismiss.html", BUSINESS, (*FIRST_PAIR, "beside:dismiss/")),
)

# Templates of pages that no address of this release shows by itself, each with the reason.
NOT_LOOKED_AT: dict[str, str] = {
    "accounts/no_organisation.html": "everybody of the sample belongs to an organisation; tests/accounts shows it",
    "accounts/invitation.html": "its link is in a mail; tests/accounts/test_web_joining.py shows it",
    "accounts/join_request.html": "nobody of the sample asks; tests/accounts/test_web_joining.py shows it",
    "accounts/refuse_join.html": "one form; tests/accounts/test_web_joining.py shows it",
    "accounts/staff/decide.html": "one form; tests/accounts/test_web_verifying.py shows it",
    "accounts/staff/late_requests.html": "an empty list on the sample; tests/accounts/test_web_joining.py shows it",
    "accounts/staff/standing.html": "nothing waits in the sample; tests/accounts/test_web_verifying.py shows it",
    "accounts/organisation_conflict.html": "tests/accounts makes two editors meet",
    "accounts/setup.html": "a floor with its sample is set up; tests/accounts opens one",
    "accounts/submit_organisation.html": "organisations of the sample are verified; tests/accounts shows it",
    "listings/editor/conflict.html": "tests/listings makes two editors meet",
    "listings/review/ask_changes.html": "needs a taken listing; same form as the others; tests/listings shows it",
    "listings/review/change.html": "no change waits in the sample; tests/listings shows it",
    "listings/review/refuse_change.html": "no change waits in the sample; tests/listings shows it",
    "listings/review/judge.html": "nothing is contested in the sample; tests/listings/test_web_evidence.py shows it",
    "listings/review/reject.html": "needs a taken listing; same form as the others; tests/listings shows it",
    "notifications/deliveries.html": "for operators; tests/notifications/test_operating_web.py shows it",
    "notifications/delivery.html": "for operators; tests/notifications/test_operating_web.py shows it",
    "notifications/mail/digest.html": "a mail; tests/notifications/golden shows it",
    "notifications/mail/notice.html": "a mail; tests/notifications/golden shows it",
    "notifications/outbox_mail.html": "test_mail_links.py looks at one",
    "notifications/unsubscribe.html": "by its link in a mail; test_mail_links.py follows it",
    "moderation/by_link.html": "by its link in a mail; tests/moderation/test_receipts.py shows it",
    "moderation/receipt.html": "needs a complaint without an account; tests/moderation shows it",
    "needs/editor/conflict.html": "tests/needs makes two editors meet",
    "needs/own/move.html": "same layout as listings/own/move.html",
    "needs/own/submit.html": "same layout as listings/own/submit.html",
    "needs/tombstone.html": "same layout as listings/tombstone.html",
    "search/delete.html": "one form; tests/search shows it",
    "valuation/failed.html": "a run of the sample does not fail; tests/valuation shows it",
    "valuation/result.html": "the journey of the estimate looks at it",
    "valuation/waiting.html": "the journey of the estimate looks at it",
    "accounts/terms_wait.html": "the sample has accepted every text; tests/accounts/test_terms.py shows it",
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
    "mfa/webauthn/authenticator_confirm_delete.html": "the journey of the passkey looks at it",
    "mfa/webauthn/edit_form.html": "one form; tests/accounts/test_passkeys.py shows it",
    "mfa/webauthn/reauthenticate.html": "same form as the second factor; tests/accounts/test_passkeys.py shows it",
}
