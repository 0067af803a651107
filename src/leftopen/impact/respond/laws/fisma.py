"""US federal agencies: OMB M-17-12 and FISMA, with one hour, seven days and thirty days."""

from __future__ import annotations

from datetime import date

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(
        en="FISMA and OMB M-17-12 (US federal agencies)", fr="FISMA et OMB M-17-12 (agences fédérales des US)"
    ),
    question=Bilingual(
        en="Is this a system or information of a US federal agency?",
        fr="S’agit-il d’un système ou d’informations d’une agence fédérale des États-Unis ?",
    ),
    source=Bilingual(
        en="44 U.S.C. 3554(b)(7)(C) and 3553 note; OMB Memorandum M-17-12 (3 January 2017); US-CERT "
        "Federal Incident Notification Guidelines (1 April 2017)",
        fr="44 U.S.C. 3554(b)(7)(C) et note de 3553 ; mémorandum M-17-12 de l’OMB (3 janvier 2017) ; "
        "lignes directrices de l’US-CERT sur la notification des incidents fédéraux (1er avril 2017)",
    ),
    dated=date(2017, 4, 1),
    url="https://www.cisa.gov/federal-incident-notification-guidelines",
    deadlines=(
        Deadline(
            name="one_hour",
            title=Bilingual(en="Report to CISA", fr="Déclarer à la CISA"),
            begins="identified",
            within=Within(hours=1),
            note=Bilingual(
                en="One hour after the agency’s top-level incident response team or its IT department "
                "identified it. Yearly OMB guidance also asks to tell OMB of a major incident within one "
                "hour "
                "of that determination.",
                fr="Une heure après l’identification par l’équipe de réponse ou le service informatique de "
                "l’agence. Les directives annuelles de l’OMB demandent aussi d’informer l’OMB d’un incident "
                "majeur dans l’heure de cette décision.",
            ),
        ),
        Deadline(
            name="congress",
            title=Bilingual(
                en="Notify Congress of a major incident", fr="Informer le Congrès d’un incident majeur"
            ),
            begins="major",
            within=Within(days=7),
            note=Bilingual(
                en="Seven days after there was a reasonable basis to conclude that a major incident has "
                "occurred.",
                fr="Sept jours après qu’il y a eu des raisons de conclure à un incident majeur.",
            ),
        ),
        Deadline(
            name="congress_breach",
            title=Bilingual(
                en="Report on the breach to Congress", fr="Rapport au Congrès sur la violation de données"
            ),
            begins="aware",
            within=Within(days=30),
            only_if="major_incident",
            note=Bilingual(
                en="A supplemental report no later than 30 days after the agency discovered the breach, "
                "where "
                "the breach is a major incident.",
                fr="Un rapport complémentaire au plus tard 30 jours après la découverte de la violation, si "
                "elle "
                "constitue un incident majeur.",
            ),
        ),
    ),
    note=Bilingual(
        en="OMB says which incidents are major: among them access without authority to the personal data of "
        "100,000 people or more. A component of the DoD reports through its own chain as well.",
        fr="L’OMB dit quels incidents sont majeurs : entre autres l’accès non autorisé aux données "
        "personnelles "
        "d’au moins 100 000 personnes. Une composante du DoD déclare aussi par sa propre chaîne.",
    ),
    checked=Checked.NOT,
    checked_on=date(2026, 11, 28),
)
