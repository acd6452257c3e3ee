"""Whom to call and what each body offers, in the demonstration. People are invented, numbers are of those kept for
fiction; what a partner of 2016 offers is what the report says of it."""

from __future__ import annotations

from cases.models import Axis, PartnerOffer
from partners.models import Commune, Organisation, PartnerContact, PartnerFunction, PartnerSite

RENNES, BRUZ, CESSON, SAINT_MALO = "35238", "35047", "35051", "35288"

# Body: name, address, commune, telephone.
SITES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "fjt-amities-sociales": (
        ("Résidence des Lices", "4 rue du Champ-Doré", RENNES, "02 61 91 20 61"),
        ("Résidence du Blosne", "18 allée des Sorbiers", RENNES, "02 61 91 20 62"),
    ),
    "ibep": (("Bureau des logements", "9 rue des Tanneurs", RENNES, "02 61 91 20 66"),),
    "agir-abcd": (("Permanence des bénévoles", "2 place du Gros-Chêne", RENNES, ""),),
    "ml-rennes": (("Espace ressources", "7 allée des Hortensias", RENNES, "02 61 91 20 15"),),
}

CALL = PartnerFunction
# Body: function, name, telephone, address for mail.
CONTACTS: dict[str, tuple[tuple[PartnerFunction, str, str, str], ...]] = {
    "fjt-amities-sociales": (
        (CALL.ADMISSION, "Maëlys Guégan", "02 61 91 20 63", "m.guegan@demonstration.invalid"),
        (CALL.DESK, "", "02 61 91 20 60", ""),
        (CALL.AGREEMENTS, "Tanguy Le Bihan", "02 61 91 20 64", ""),
    ),
    "ibep": (
        (CALL.ADMISSION, "Soazig Morvan", "02 61 91 20 67", "s.morvan@demonstration.invalid"),
        (CALL.SUPPORT, "Ewen Jégou", "06 39 98 20 11", ""),
    ),
    "agir-abcd": ((CALL.SUPPORT, "Bernard Caradec", "06 39 98 20 12", "b.caradec@demonstration.invalid"),),
    "agir-abcd-35": ((CALL.DESK, "", "02 61 91 20 88", ""),),
    "cao-rennes": ((CALL.DESK, "", "02 61 91 20 70", ""),),
    "alfadi": ((CALL.HOUSING, "Nadège Le Roux", "02 61 91 20 72", "n.leroux@demonstration.invalid"),),
    "compagnons-batisseurs": ((CALL.EMPLOYMENT, "Loïc Tréguier", "02 61 91 20 74", ""),),
    "afpa": ((CALL.EMPLOYMENT, "Inès Danet", "02 61 91 20 76", "i.danet@demonstration.invalid"),),
    "ville-rennes": ((CALL.AGREEMENTS, "Gaëlle Kermarrec", "02 61 91 20 78", ""),),
    "plie-rennes": ((CALL.AGREEMENTS, "Yann Rouault", "02 61 91 20 80", "y.rouault@demonstration.invalid"),),
    "france-travail": ((CALL.EMPLOYMENT, "Conseillère justice", "02 61 91 20 82", ""),),
    "cpam-35": ((CALL.HEALTH, "", "02 61 91 20 84", ""),),
    "cef-geveze": ((CALL.DIRECTION, "Solenn Hamon", "02 61 91 20 86", ""),),
    "ml-rennes": (
        (CALL.EMPLOYMENT, "Klervi Prigent", "02 61 91 20 16", "k.prigent@demonstration.invalid"),
        (CALL.OTHER, "Réussite apprentissage", "02 61 91 20 17", ""),
    ),
    "ml-saint-malo": ((CALL.DESK, "", "02 61 91 20 30", ""),),
}

# Body: axis, what, communes (none: wherever one lives; for a Mission Locale, those that it covers).
OFFERS: dict[str, tuple[tuple[Axis, str, tuple[str, ...]], ...]] = {
    "fjt-amities-sociales": ((Axis.HOUSING, "Chambre meublée en foyer de jeunes travailleurs", (RENNES,)),),
    "ibep": ((Axis.HOUSING, "Logement en placement à l’extérieur, six mois au moins", (RENNES, BRUZ, CESSON)),),
    "agir-abcd": ((Axis.CITIZENSHIP, "Bénévole pour les démarches administratives", (RENNES,)),),
    "agir-abcd-35": ((Axis.CITIZENSHIP, "Aide aux papiers", (RENNES,)),),
    "cao-rennes": ((Axis.CITIZENSHIP, "Domiciliation", (RENNES,)),),
    "alfadi": ((Axis.HOUSING, "Logement accompagné", (RENNES, CESSON)),),
    "habitat-social": ((Axis.HOUSING, "Demande de logement social", ()),),
    "compagnons-batisseurs": (
        (Axis.TRAINING, "Chantier qualifiant", ()),
        (Axis.EMPLOYMENT, "Contrat sur un chantier d’insertion", ()),
    ),
    "afpa": ((Axis.TRAINING, "Déclic, reprendre pied avant une formation", ()),),
    "prisme": ((Axis.TRAINING, "Remise à niveau", ()),),
    "ville-rennes": ((Axis.EMPLOYMENT, "Aide au permis de conduire", (RENNES,)),),
    "france-travail": ((Axis.EMPLOYMENT, "Inscription, recherche d’emploi", ()),),
    "cpam-35": ((Axis.HEALTH, "Ouverture des droits, bilan de santé", ()),),
    "ml-rennes": (
        (Axis.TRAINING, "Réussite apprentissage", ()),
        (Axis.EMPLOYMENT, "Conseiller emploi", ()),
        (Axis.CAREER_PLAN, "Espace ressources en accès libre", ()),
    ),
    "ml-saint-malo": ((Axis.CAREER_PLAN, "Atelier projet professionnel", ()),),
}


# A second sheet of a body that has one: code, whose, the name as somebody else wrote it.
TWICE = ("agir-abcd-35", "agir-abcd", "AGIR A.B.C.D.")


def create_directory() -> None:
    """Make them; the package's organisations are there already."""
    code, once, name = TWICE
    kind = Organisation.objects.get(code=once).kind
    Organisation.objects.create(code=code, name=name, kind=kind, phone="02 61 91 20 88")
    bodies = {body.code: body for body in Organisation.objects.all()}
    for code, sites in SITES.items():
        for name, address, commune, phone in sites:
            PartnerSite.objects.create(
                organisation=bodies[code], name=name, address=address, commune_id=commune, phone=phone
            )
    for code, contacts in CONTACTS.items():
        for function, name, phone, email in contacts:
            PartnerContact.objects.create(
                organisation=bodies[code], function=function, name=name, phone=phone, email=email
            )
    for code, offers in OFFERS.items():
        for axis, label, communes in offers:
            offer = PartnerOffer.objects.create(organisation=bodies[code], axis=axis, label=label)
            offer.communes.set(Commune.objects.filter(code__in=communes))
