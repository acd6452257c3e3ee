from django.urls import path

from partners.views import agreement_parts, agreements, directory, entrance, memberships, organisations, team, users
from partners.views.security_contact import security_contact

app_name = "partners"
urlpatterns = [
    path(".well-known/security.txt", security_contact, name="security_contact"),
    path("comptes/verification/messagerie/", entrance.mail_code_choose, name="mail_code_choose"),
    path("comptes/charte/", entrance.charter, name="charter"),
    path("comptes/charte/accepter/", entrance.charter_accept, name="charter_accept"),
    path("agents/", users.UserListView.as_view(), name="user_list"),
    path("agents/inviter/", users.UserInviteView.as_view(), name="user_invite"),
    path("agents/<int:pk>/", users.UserDetailView.as_view(), name="user_detail"),
    path("agents/<int:pk>/modifier/", users.UserEditView.as_view(), name="user_edit"),
    path("agents/<int:pk>/inviter/", users.user_resend, name="user_resend"),
    path("agents/<int:pk>/desactiver/", users.user_disable, name="user_disable"),
    path("agents/<int:pk>/reactiver/", users.user_enable, name="user_enable"),
    path("agents/<int:pk>/seconde-verification/", users.user_reset_factor, name="user_reset_factor"),
    path("agents/<int:pk>/delier/", users.user_unlink, name="user_unlink"),
    path(
        "agents/<int:user_pk>/habilitations/ajouter/",
        memberships.MembershipCreateView.as_view(),
        name="membership_create",
    ),
    path("habilitations/<int:pk>/modifier/", memberships.MembershipEditView.as_view(), name="membership_edit"),
    path("habilitations/<int:pk>/terminer/", memberships.membership_end, name="membership_end"),
    path("equipe/", team.team, name="team"),
    path("equipe/remplacements/ajouter/", team.SubstituteCreateView.as_view(), name="substitute_create"),
    path("equipe/remplacements/<int:pk>/terminer/", team.substitute_end, name="substitute_end"),
    path("equipe/stages/<int:pk>/modifier/", team.TraineeEditView.as_view(), name="trainee_edit"),
    path("equipe/<int:pk>/codes/", team.printed_codes, name="printed_codes"),
    path("structures/", organisations.OrganisationListView.as_view(), name="organisation_list"),
    path("structures/ajouter/", organisations.OrganisationCreateView.as_view(), name="organisation_create"),
    path("structures/<int:pk>/", organisations.OrganisationDetailView.as_view(), name="organisation_detail"),
    path("structures/<int:pk>/modifier/", organisations.OrganisationEditView.as_view(), name="organisation_edit"),
    path("structures/<int:pk>/desactiver/", organisations.organisation_disable, name="organisation_disable"),
    path("structures/<int:pk>/reactiver/", organisations.organisation_enable, name="organisation_enable"),
    path("conventions/", agreements.AgreementListView.as_view(), name="partneragreement_list"),
    path("conventions/ajouter/", agreements.AgreementCreateView.as_view(), name="partneragreement_create"),
    path("conventions/<int:pk>/", agreements.AgreementDetailView.as_view(), name="partneragreement_detail"),
    path("conventions/<int:pk>/modifier/", agreements.AgreementEditView.as_view(), name="partneragreement_edit"),
    path("conventions/<int:pk>/a-signer/", agreements.partneragreement_prepare, name="partneragreement_prepare"),
    path("conventions/<int:pk>/signer/", agreements.AgreementSignView.as_view(), name="partneragreement_sign"),
    path(
        "conventions/<int:agreement_pk>/avenants/ajouter/",
        agreement_parts.AmendmentCreateView.as_view(),
        name="amendment_create",
    ),
    path(
        "conventions/avenants/<int:pk>/modifier/", agreement_parts.AmendmentEditView.as_view(), name="amendment_edit"
    ),
    path("conventions/avenants/<int:pk>/a-signer/", agreement_parts.amendment_prepare, name="amendment_prepare"),
    path("conventions/avenants/<int:pk>/annuler/", agreement_parts.amendment_unsign, name="amendment_unsign"),
    path("conventions/avenants/<int:pk>/supprimer/", agreement_parts.amendment_delete, name="amendment_delete"),
    path("conventions/engagements/<int:pk>/supprimer/", agreement_parts.commitment_delete, name="commitment_delete"),
    path(
        "conventions/engagements/<int:commitment_pk>/relever/",
        agreement_parts.CommitmentUseCreateView.as_view(),
        name="commitmentuse_create",
    ),
    path(
        "conventions/<int:agreement_pk>/montants/ajouter/",
        agreement_parts.AgreementAmountCreateView.as_view(),
        name="agreementamount_create",
    ),
    path(
        "conventions/montants/<int:pk>/modifier/",
        agreement_parts.AgreementAmountEditView.as_view(),
        name="agreementamount_edit",
    ),
    path(
        "conventions/montants/<int:pk>/supprimer/",
        agreement_parts.agreementamount_delete,
        name="agreementamount_delete",
    ),
    path(
        "conventions/<int:agreement_pk>/documents/ajouter/",
        agreement_parts.AgreementDocumentCreateView.as_view(),
        name="agreementdocument_create",
    ),
    path("conventions/documents/<int:pk>/", agreement_parts.agreementdocument_file, name="agreementdocument_file"),
    path(
        "partenaires/<int:organisation_pk>/sites/ajouter/",
        directory.PartnerSiteCreateView.as_view(),
        name="partnersite_create",
    ),
    path("partenaires/sites/<int:pk>/modifier/", directory.PartnerSiteEditView.as_view(), name="partnersite_edit"),
    path(
        "partenaires/<int:organisation_pk>/contacts/ajouter/",
        directory.PartnerContactCreateView.as_view(),
        name="partnercontact_create",
    ),
    path(
        "partenaires/contacts/<int:pk>/modifier/",
        directory.PartnerContactEditView.as_view(),
        name="partnercontact_edit",
    ),
    path("mes-droits/", memberships.MembershipListView.as_view(), name="membership_list"),
    path("comptes/session-terminee/", entrance.session_ended, name="session_ended"),
]
