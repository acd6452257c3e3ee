"""What the journal says that was done: for the people who work here, and in plain words for the young person."""

from __future__ import annotations

from cases.journal import ACTIONS

READ = "cases:youngperson_detail"
READINGS = {
    READ: "Votre dossier a été lu",
    "cases:referral_detail": "Votre orientation a été lue",
    "cases:referral_sent": "Votre orientation a été lue",
    "cases:youngperson_print": "Votre dossier a été imprimé",
    "cases:accessentry_person": "Cette liste a été préparée",
    "cases:handover_detail": "La demande de relais de votre dossier a été lue",
    "cases:sentenceadjustment_detail": "Votre aménagement de peine a été lu",
    "cases:supportcertificate_detail": "Votre attestation a été lue",
    "cases:supportcertificate_pdf": "Votre attestation a été téléchargée",
    "cases:placement_detail": "Votre place chez un partenaire a été lue",
    "cases:placementletter_detail": "La demande faite pour vous à un partenaire a été lue",
    "cases:placementletter_pdf": "La demande faite pour vous à un partenaire a été téléchargée",
    "cases:handover_document": "Un document a été préparé pour vous",
    "cases:handover_document_pdf": "Un document a été préparé pour vous",
}
SERVED = "Une place que vous attendiez vous a été réservée"
# What a POST to these addresses does. To look at the form, or to send it wrongly filled, is to read the file.
ACTS = {
    "cases:youngperson_edit": "Votre identité a été modifiée",
    "cases:address_create": "Une adresse a été ajoutée à votre dossier",
    "cases:address_edit": "Une de vos adresses a été modifiée",
    "cases:fact_delete": "Un fait a été supprimé de votre dossier",
    "cases:snapshot_restore": "Un fait supprimé est revenu dans votre dossier",
    "cases:unittransfer_create": "Votre dossier est passé à une autre unité",
    "cases:unittransfer_cancel": "Votre dossier est revenu à l’unité d’avant",
    "cases:restriction_update": "Votre dossier a été réservé à quelques personnes",
    "cases:restriction_lift": "Votre dossier n’est plus réservé",
    "cases:breakglass_create": "Votre dossier réservé a été ouvert pour une journée",
    "cases:referral_create": "Vous avez été orienté vers la Mission Locale",
    "cases:referral_identity": "Votre identité a été corrigée",
    "cases:duplicatesuspicion_dismiss": "Votre dossier a été distingué d’un autre qui lui ressemble",
    "cases:duplicatesuspicion_merge": "Deux dossiers à votre nom ont été réunis",
    "cases:duplicatesuspicion_agree": "Votre dossier a été reconnu comme en double",
    "cases:merge_undo": "La réunion de deux dossiers a été défaite",
    "cases:referral_withdraw": "Votre orientation a été retirée",
    "cases:referral_restore": "Votre orientation a été remise",
    "cases:referral_decide": "La Mission Locale a répondu à votre orientation",
    "cases:referral_reopen": "La réponse à votre orientation a été reprise",
    "cases:caserequest_create": "Une demande a été faite à la Mission Locale",
    "cases:caserequest_answer": "La Mission Locale a répondu à une demande",
    "cases:enrolment_exit": "Votre sortie du dispositif a été notée",
    "cases:enrolment_return": "Votre sortie du dispositif a été reprise",
    "cases:enrolment_goals": "Vos axes de travail ont été notés",
    "cases:handover_create": "Un relais vers une autre Mission Locale a été demandé",
    "cases:handover_answer": "Une Mission Locale a répondu à la demande de relais",
    "cases:handover_return": "La réponse à la demande de relais a été reprise",
    "cases:handover_withdraw": "La demande de relais a été retirée",
    "cases:misses_answer": "Vos absences ont été expliquées",
    "cases:enrolment_plie": "La réponse du PLIE a été notée",
    "cases:permanence_entry": "Votre rendez-vous a été noté",
    "cases:permanence_cancel": "La permanence de votre rendez-vous a été annulée",
    "cases:closure_create": "Une fermeture a touché votre rendez-vous",
    "cases:appointment_create": "Un rendez-vous a été pris pour vous",
    "cases:releasecard_print": "Votre carte de rendez-vous a été imprimée",
    "cases:nextstep_close": "Une étape de votre préparation a été notée",
    "cases:alertsnooze_create": "Un rappel à votre sujet a été reporté",
    "cases:alertsnooze_delete": "Un rappel à votre sujet n’est plus reporté",
    "cases:releaseneed_update": "Ce qu’il faut régler pour votre sortie a été noté",
    "cases:release_move": "Les dates qui suivent votre sortie ont été changées",
    "cases:releaseneed_begin": "Ce qu’il faut régler pour votre sortie a été noté",
    "cases:appointment_outside": "Un rendez-vous a été pris pour vous",
    "cases:appointment_move": "Votre ordre de passage a changé",
    "cases:appointment_remove": "Un rendez-vous a été retiré",
    "cases:appointment_reminder": "Un rappel vous a été envoyé",
    "cases:contact_create": "Un contact avec vous a été noté",
    "cases:contact_several": "Un contact avec vous a été noté",
    "cases:contact_edit": "Un contact avec vous a été corrigé",
    "cases:justicemeasure_create": "Une mesure vous concernant a été notée",
    "cases:justicemeasure_edit": "Une mesure vous concernant a été corrigée",
    "cases:sentenceadjustment_create": "Un aménagement de peine a été préparé",
    "cases:sentenceadjustment_step": "Votre aménagement de peine a avancé",
    "cases:sentenceadjustment_withdraw": "Le retrait de votre aménagement a été noté",
    "cases:sentenceadjustment_edit": "Votre aménagement de peine a été corrigé",
    "cases:adjustmentsupply_update": "Un papier pour votre aménagement a été noté",
    "cases:releasepermission_create": "Une permission de sortir a été notée",
    "cases:releasepermission_edit": "Une permission de sortir a été corrigée",
    "cases:stock_serve": SERVED,
    "cases:commitment_create": SERVED,
    "cases:commitment_edit": SERVED,
    "cases:amendment_sign": SERVED,
    "cases:partneragreement_undo": SERVED,
    "cases:placement_create": "Une place a été demandée pour vous",
    "cases:placementletter_create": "Une demande a été préparée pour un partenaire",
    "cases:placement_step": "Votre place chez un partenaire a avancé",
    "cases:placement_edit": "Votre place chez un partenaire a été corrigée",
    "cases:supportcertificate_create": "Une attestation a été faite pour vous",
    "cases:situation_create": "Votre situation a été notée",
    "cases:situation_edit": "Votre situation a été corrigée",
    "cases:groupmeeting_detail": "Votre présence à un atelier a été notée",
    "cases:imilo_list": "Un contact avec vous a été reporté dans i-milo",
}
LISTS = {
    "home",
    "cases:stock_detail",
    "cases:placement_list",
    "cases:youngperson_list",
    "cases:youngperson_search",
    "cases:contact_search",
    "cases:accessentry_list",
    "cases:accessentry_own",
    "cases:release_list",
    "cases:sentenceadjustment_list",
    "cases:alert_list",
    "cases:unitreview_detail",
    "cases:unitreview_tick",
    "cases:unitreview_close",
    "cases:unitreview_reopen",
    "cases:unitreview_print",
    "cases:nextstep_create",
    "cases:restriction_list",
    "cases:referral_list",
    "cases:referral_assess",
    "cases:duplicatesuspicion_list",
    "cases:caserequest_list",
    "cases:handover_list",
    "cases:permanence_list",
    "cases:permanence_detail",
    "cases:permanence_print",
}
# The acts whose form shows the people of a permanence, and is then a list.
FORMS_OF_LISTS = {
    "cases:contact_several",
    "cases:groupmeeting_detail",
    "cases:imilo_list",
    "cases:permanence_entry",
    "cases:permanence_cancel",
    "cases:closure_create",
}
COMMANDS = {
    "export_package": "Vos données ont été exportées",
    "import_package": "Vos données ont été importées",
}


def action_seen(action: str, method: str) -> str:
    """The action, or that of the page which an address only showed."""
    if action not in ACTS or method == "POST":
        return action
    return "cases:permanence_detail" if action in FORMS_OF_LISTS else READ


def label_of(action: str, method: str) -> str:
    """For the journal's own pages."""
    return ACTIONS.get(action_seen(action, method), action)


def plain_words(action: str, method: str) -> str:
    """For the young person."""
    action = action_seen(action, method)
    if action in LISTS:
        return "Votre nom a été vu dans une liste"
    return {**READINGS, **ACTS, **COMMANDS}.get(action, READINGS[READ])
