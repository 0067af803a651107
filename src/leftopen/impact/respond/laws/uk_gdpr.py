"""UK GDPR: the Information Commissioner within 72 hours, and the people where the risk to them is high."""

from __future__ import annotations

from datetime import date

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(en="UK GDPR (United Kingdom)", fr="UK GDPR (Royaume-Uni)"),
    question=Bilingual(
        en="Does the UK GDPR apply: is personal data of people in the United Kingdom in this leak?",
        fr="Le UK GDPR s’applique-t-il : des données personnelles de personnes au Royaume-Uni sont-elles "
        "touchées par cette fuite ?",
    ),
    source=Bilingual(
        en="UK GDPR, articles 33 and 34, as it applies since the end of the transition period",
        fr="UK GDPR, articles 33 et 34, tel qu’il s’applique depuis la fin de la période de transition",
    ),
    dated=date(2021, 1, 1),
    url="https://www.legislation.gov.uk/eur/2016/679/contents",
    deadlines=(
        Deadline(
            name="authority",
            title=Bilingual(
                en="Notify the Information Commissioner (article 33)",
                fr="Notifier l’Information Commissioner (article 33)",
            ),
            begins="aware",
            within=Within(hours=72),
            note=Bilingual(
                en="Not needed if a risk to people is unlikely. A later notification must give the reasons "
                "of "
                "the delay.",
                fr="Inutile si un risque pour les personnes est improbable. Au-delà, la notification donne "
                "les "
                "motifs du retard.",
            ),
        ),
        Deadline(
            name="people",
            title=Bilingual(
                en="Tell the affected people (article 34)",
                fr="Informer les personnes concernées (article 34)",
            ),
            begins="aware",
            within=Within(),
            only_if="high_risk",
            note=Bilingual(
                en="Without undue delay, where the risk to them is likely to be high.",
                fr="Dans les meilleurs délais, si un risque élevé pour elles est probable.",
            ),
        ),
    ),
    note=Bilingual(
        en="The GDPR of the European Union may apply beside it.",
        fr="Le RGPD de l’Union européenne peut s’appliquer en même temps.",
    ),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
