"""US DoD contractors: a cyber incident is reported within 72 hours of its discovery."""

from __future__ import annotations

from datetime import date

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(en="DFARS 252.204-7012 (US DoD contracts)", fr="DFARS 252.204-7012 (contrats du DoD)"),
    question=Bilingual(
        en="Do you have a contract with this clause, and may covered defense information or the system that "
        "holds it be affected?",
        fr="Avez-vous un contrat avec cette clause, et des informations de défense couvertes (CDI), ou le "
        "système qui les contient, peuvent-ils être touchés ?",
    ),
    source=Bilingual(
        en="DFARS 252.204-7012 (48 CFR 252.204-7012), paragraphs (a), (c) and (e); 81 FR 72986 (21 "
        "October 2016); version of May 2024",
        fr="DFARS 252.204-7012 (48 CFR 252.204-7012), paragraphes (a), (c) et (e) ; 81 FR 72986 (21 "
        "octobre 2016) ; version de mai 2024",
    ),
    dated=date(2024, 5, 1),
    url="https://www.acquisition.gov/dfars/252.204-7012-safeguarding-covered-defense-information-and-cyber-"
    "incident-reporting.",
    deadlines=(
        Deadline(
            name="report",
            title=Bilingual(
                en="Report to the DoD through DIBNet", fr="Déclarer au DoD par l’intermédiaire de DIBNet"
            ),
            begins="aware",
            within=Within(hours=72),
            note=Bilingual(
                en="“Rapidly report” means within 72 hours of discovery. It needs a medium assurance "
                "certificate; a subcontractor also tells the prime contractor its report number.",
                fr="« Rapidly report » signifie dans les 72 heures suivant la découverte. Il faut un "
                "certificat "
                "d’assurance moyenne ; un sous-traitant communique aussi son numéro de déclaration au "
                "titulaire.",
            ),
        ),
        Deadline(
            name="preserve",
            title=Bilingual(
                en="Images of the affected systems may be deleted only after",
                fr="Les images des systèmes touchés ne peuvent être supprimées qu’après",
            ),
            begins="met:report",
            within=Within(days=90),
            note=Bilingual(
                en="Keep images of all known affected systems and relevant capture data for at least 90 days "
                "from the report: this is the earliest date of deletion, not a date to act by.",
                fr="Conservez les images des systèmes touchés connus et les captures utiles au moins 90 "
                "jours à "
                "compter de la déclaration : c’est la date la plus proche de suppression, pas une échéance.",
            ),
        ),
    ),
    note=Bilingual(
        en="Classified information on an unclassified system is a spill: it goes to your security officer "
        "and "
        "DCSA at once, not only through DIBNet.",
        fr="Une information classifiée sur un système non classifié (spillage) va immédiatement à votre "
        "officier "
        "de sécurité et à la DCSA, et pas seulement par DIBNet.",
    ),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
