"""HIPAA: people, the HHS and the media, no later than 60 days after the discovery."""

from __future__ import annotations

from datetime import date

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(en="HIPAA (US health data)", fr="HIPAA (données de santé, US)"),
    question=Bilingual(
        en="Are you a covered entity or a business associate, and is unsecured health information affected?",
        fr="Êtes-vous une « covered entity » ou un « business associate », et des données de santé non "
        "protégées sont-elles touchées ?",
    ),
    source=Bilingual(
        en="45 CFR 164.400 to 164.414 (78 FR 5566, 25 January 2013)",
        fr="45 CFR 164.400 à 164.414 (78 FR 5566, 25 janvier 2013)",
    ),
    dated=date(2013, 1, 25),
    url="https://www.ecfr.gov/current/title-45/part-164/subpart-D",
    deadlines=(
        Deadline(
            name="people",
            title=Bilingual(en="Tell the affected people", fr="Informer les personnes concernées"),
            begins="aware",
            within=Within(days=60),
            note=Bilingual(
                en="Without unreasonable delay, and no later than 60 calendar days after discovery. A "
                "business "
                "associate tells the covered entity within the same limit.",
                fr="Sans retard déraisonnable, et au plus tard 60 jours calendaires après la découverte. Un "
                "« business associate » informe la « covered entity » dans la même limite.",
            ),
        ),
        Deadline(
            name="authority",
            title=Bilingual(
                en="Notify the HHS, and the media for more than 500 residents of one state",
                fr="Notifier le HHS, et les médias au-delà de 500 habitants d’un même État",
            ),
            begins="aware",
            within=Within(days=60),
            only_if="five_hundred",
            note=Bilingual(
                en="For fewer than 500 people: within 60 days after the end of the calendar year.",
                fr="Pour moins de 500 personnes : dans les 60 jours suivant la fin de l’année civile.",
            ),
        ),
    ),
    note=Bilingual(
        en="A breach counts as discovered on the first day on which it is known, or would have been with "
        "reasonable diligence.",
        fr="Une violation compte comme découverte le premier jour où elle est connue, ou aurait dû l’être "
        "avec "
        "une diligence raisonnable.",
    ),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
