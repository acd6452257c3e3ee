from collections.abc import Iterator

from allauth.account.urls import urlpatterns as account_pages
from allauth.mfa.urls import urlpatterns as factor_pages
from django.urls import URLPattern, URLResolver, include, path

from reporting.views import home

# Nobody signs up or changes their own address: the administrator does. Printed codes are not kept in a file.
CLOSED = {
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "mfa_download_recovery_codes",
}


def opened(pages: list[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    """allauth's pages without those closed here."""
    for page in pages:
        if isinstance(page, URLResolver):
            yield path(str(page.pattern), include(list(opened(page.url_patterns))))
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
