"""How allauth does here: accounts by our actions, failures counted by our limiter, mail in the reader's language."""

from email.utils import formataddr
from smtplib import SMTPException
from urllib.parse import urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts import actions
from marketplace.accounts.models import User
from marketplace.accounts.models.user import normal_email
from marketplace.accounts.queries import terms_to_accept
from marketplace.accounts.web import sessions
from marketplace.common import clock, limits
from marketplace.common.permissions import ANONYMOUS, Actor
from marketplace.common.queries import current_site
from marketplace.common.web.addresses import stays_here

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """One failed log-in is one failure of this address at this account, whichever form it came from."""

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        answers = form.cleaned_data
        return actions.save_new_user(
            user,
            email=answers["email"],
            name=answers["name"],
            password=answers["password1"],
            language=translation.get_language() or settings.LANGUAGE_CODE,
            actor=ANONYMOUS,
            now=clock.now(),
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Count before the password is looked at: of 50 tries at once five are tried. Raises TooManyRequests."""
        limit = limits.rule_of("login_failures")["anonymous"] or 0
        limits.spend("login_failures", caller=_attempt(request, credentials), limit=limit, now=clock.now())

    def authenticate(self, request: HttpRequest, **credentials: object) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        if user is not None:
            limits.refund("login_failures", caller=_attempt(request, credentials))
        return user

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        sessions.begin(request.session, now=clock.now())

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth's own counter is not in use; ours is given back in `authenticate`."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return limits.network_of(request)

    def is_safe_url(self, url: str) -> bool:
        """Paths of this floor alone; allauth's own check raises for a broken IPv6 host."""
        return stays_here(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """My work, in the language of the profile; before it what waits to be accepted."""
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language()
        if user.is_authenticated and terms_to_accept(actor=Actor(user_id=user.pk), now=clock.now()):
            with translation.override(language):
                return reverse("accounts:accept_terms")
        return f"/{language}{settings.LOGIN_REDIRECT_URL}"

    get_signup_redirect_url = get_login_redirect_url

    def get_from_email(self) -> str:
        """The sender's name is the floor's, the address the one it was given."""
        site = current_site()
        return formataddr((site.name, site.mail_sender or settings.DEFAULT_FROM_EMAIL))

    def format_email_subject(self, subject: str) -> str:
        return " ".join(subject.split())

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """In the recipient's language where there is an account, else in that of the page."""
        reader = context.get("user") or User.objects.filter(email=normal_email(email)).first()
        language = reader.language if isinstance(reader, User) else translation.get_language()
        with translation.override(language):
            try:
                super().send_mail(template_prefix, email, context)
            except (SMTPException, OSError) as error:
                # The account is made, the page says where to look; logging in or asking again sends another one.
                log.warning("a mail of an account was not sent", template=template_prefix, error=type(error).__name__)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_our_address(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: object) -> str:
        return _at_our_address(super().get_email_confirmation_url(request, emailconfirmation))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names of the floor in authenticator apps."""

    def get_totp_issuer(self) -> str:
        return current_site().name

    def _get_site_name(self) -> str:
        return current_site().name

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What a new passkey is called until its owner gives it a name."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)d") % {"number": number}


def _attempt(request: HttpRequest, credentials: dict[str, object]) -> str:
    """The account as typed, and the network it is typed from: nobody locks the owner out from elsewhere."""
    return f"{normal_email(str(credentials.get('email') or ''))} {limits.network_of(request)}"


def _at_our_address(url: str) -> str:
    """Links in mails lead to the configured address, whatever Host the request named."""
    parts = urlsplit(url)
    return settings.BASE_URL + parts._replace(scheme="", netloc="").geturl()
