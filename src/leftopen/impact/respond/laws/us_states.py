"""US states: every state has a law of its own about telling its residents; no common number of days."""

from __future__ import annotations

from datetime import date

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(en="US state breach laws", fr="Lois des États des US sur les fuites de données"),
    question=Bilingual(
        en="Is personal data of residents of US states or territories in this leak?",
        fr="Des données personnelles d’habitants d’États ou territoires des US sont-elles touchées ?",
    ),
    source=Bilingual(
        en="The breach notification statute of each state, such as Cal. Civ. Code 1798.82 as amended "
        "by SB 446, in force since 1 January 2026",
        fr="La loi de chaque État sur la notification des violations, telle que Cal. Civ. Code 1798.82 "
        "modifié par SB 446, en vigueur depuis le 1er janvier 2026",
    ),
    dated=date(2026, 1, 1),
    url="https://www.ncsl.org/technology-and-communication/security-breach-notification-laws",
    deadlines=(
        Deadline(
            name="residents",
            title=Bilingual(
                en="Tell the residents, and the attorney general where the state asks for it",
                fr="Informer les habitants, et l’attorney general si l’État le demande",
            ),
            begins="aware",
            within=Within(),
            note=Bilingual(
                en="Some states fix 30, 45 or 60 days, others say without unreasonable delay. California: 30 "
                "calendar days, and its attorney general within 15 days of that for more than 500 residents. "
                "List the states of the affected people and ask counsel for each.",
                fr="Certains États fixent 30, 45 ou 60 jours, d’autres disent sans retard déraisonnable. "
                "Californie : 30 jours calendaires, et son attorney general dans les 15 jours qui suivent "
                "au-delà de 500 habitants. Dressez la liste des États des personnes touchées et consultez un "
                "juriste pour chacun.",
            ),
        ),
    ),
    note=Bilingual(
        en="This is one line for more than fifty laws: it is a reminder, not a list.",
        fr="C’est une ligne pour plus de cinquante lois : un rappel, pas une liste.",
    ),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
