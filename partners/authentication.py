"""Who a session belongs to: the account, with what the entrance asks of it, in one query."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from partners.models import CHARTER_VERSION, CharterAcceptance, User
from partners.prepared import A_ROW, Prepared

HAS_SECOND_FACTOR = ExpressionWrapper(
    Q(mail_code_chosen_at__isnull=False) | Exists(Authenticator.objects.filter(user_id=OuterRef("pk"))),
    output_field=BooleanField(),
)
HAS_ACCEPTED_CHARTER = Exists(CharterAcceptance.objects.filter(user_id=OuterRef("pk"), version=CHARTER_VERSION))


def account(user_id: int) -> QuerySet[User]:
    """The account of that id, as a page asks for it."""
    user = User.objects.filter(pk=user_id).order_by()
    return user.annotate(  # type: ignore[no-redef]
        has_second_factor=HAS_SECOND_FACTOR, has_accepted_charter=HAS_ACCEPTED_CHARTER
    )


ACCOUNT = Prepared(account, lambda user_id: (A_ROW, A_ROW, CHARTER_VERSION, user_id))


class AccountBackend(AuthenticationBackend):
    """allauth's, whose user of a request knows whether a second factor is chosen and the charter accepted."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session; None once it is disabled or gone."""
        user = next(iter(ACCOUNT.rows(user_id)), None)
        return user if user and self.user_can_authenticate(user) else None
