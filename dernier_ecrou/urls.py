from collections.abc import Iterator

from allauth.account.urls import urlpatterns as account_pages
from allauth.mfa.urls import urlpatterns as factor_pages
from django.urls import URLPattern, URLResolver, include, path
from django.views import View

from partners.views import sign_in
from reporting.views import home

# Nobody signs up or changes their own address: the administrator does. Printed codes are not kept in a file.
CLOSED = {
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "mfa_download_recovery_codes",
}


# Those that say something else here.
OWN: dict[str, type[View]] = {
    "account_confirm_login_code": sign_in.MailCodeView,
    "account_reset_password_from_key": sign_in.PasswordFromLinkView,
    "mfa_view_recovery_codes": sign_in.SheetView,
}


def opened(pages: list[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    """allauth's pages without those closed here, and with ours."""
    for page in pages:
        if isinstance(page, URLResolver):
            yield path(str(page.pattern), include(list(opened(page.url_patterns))))
        elif page.name in OWN:
            yield URLPattern(page.pattern, OWN[page.name].as_view(), name=page.name)
        elif page.name not in CLOSED:
            yield page


urlpatterns = [
    path("", home, name="home"),
    path("", include("partners.urls")),
    path("", include("cases.urls")),
    path("", include("reporting.urls")),
    path("comptes/", include(list(opened(account_pages)))),
    path("comptes/verification/", include(list(opened(factor_pages)))),
    path("comptes/authentification-unique/", include("partners.single_sign_on.urls")),
    path("", include("reporting.demonstration.urls")),
]
