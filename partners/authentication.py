"""Who a session belongs to: the account, with what the entrance asks of it, in one query."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from partners.models import CHARTER_VERSION, CharterAcceptance, User

HAS_SECOND_FACTOR = ExpressionWrapper(
    Q(mail_code_chosen_at__isnull=False) | Exists(Authenticator.objects.filter(user_id=OuterRef("pk"))),
    output_field=BooleanField(),
)
HAS_ACCEPTED_CHARTER = Exists(CharterAcceptance.objects.filter(user_id=OuterRef("pk"), version=CHARTER_VERSION))


class AccountBackend(AuthenticationBackend):
    """allauth's, whose user of a request knows whether a second factor is chosen and the charter accepted."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session; None once it is disabled or gone."""
        user = (
            User.objects.filter(pk=user_id)
            .annotate(  # type: ignore[no-redef]
                has_second_factor=HAS_SECOND_FACTOR, has_accepted_charter=HAS_ACCEPTED_CHARTER
            )
            .first()
        )
        return user if user and self.user_can_authenticate(user) else None
