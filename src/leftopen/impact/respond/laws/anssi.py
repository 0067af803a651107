"""France: the ANSSI, for operators of vital importance and those that the French rules of NIS name."""

from __future__ import annotations

from datetime import date

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(en="ANSSI (France, security of systems)", fr="ANSSI (France, sécurité des systèmes)"),
    question=Bilingual(
        en="Are you an operator of vital importance, an operator of essential services or another entity "
        "that "
        "must report incidents to the ANSSI?",
        fr="Êtes-vous un opérateur d’importance vitale, un opérateur de services essentiels ou une autre "
        "entité "
        "tenue de déclarer ses incidents à l’ANSSI ?",
    ),
    source=Bilingual(
        en="Code de la défense, article L. 1332-6-2 (Loi n° 2013-1168 du 18 décembre 2013, article "
        "22); Loi n° 2018-133 du 26 février 2018, articles 7 and 13",
        fr="Code de la défense, article L. 1332-6-2 (loi n° 2013-1168 du 18 décembre 2013, article 22) "
        "; loi n° 2018-133 du 26 février 2018, articles 7 et 13",
    ),
    dated=date(2018, 2, 26),
    url="https://cyber.gouv.fr/",
    deadlines=(
        Deadline(
            name="report",
            title=Bilingual(en="Report the incident to the ANSSI", fr="Déclarer l’incident à l’ANSSI"),
            begins="aware",
            within=Within(),
            note=Bilingual(
                en="Without delay once you know of it: these texts name no number of hours. Where France "
                "applies NIS2 to you, answer the question of NIS2 too.",
                fr="Sans délai dès que vous en avez connaissance : ces textes ne fixent pas de nombre "
                "d’heures. "
                "Si NIS2 s’applique à vous en France, répondez aussi à la question de NIS2.",
            ),
        ),
    ),
    note=Bilingual(
        en="A French law that transposes NIS2 was before Parliament in 2025 and would replace these texts: "
        "see whether it is in force. Classified information (II 901, IGI 1300) has its own channels: "
        "tell your security officer first.",
        fr="Une loi française de transposition de NIS2 était devant le Parlement en 2025 et remplacerait ces "
        "textes : voyez si elle est en vigueur. Les informations classifiées (II 901, IGI 1300) ont leurs "
        "propres voies : prévenez d’abord votre "
        "officier de sécurité.",
    ),
    checked=Checked.NOT,
    checked_on=date(2026, 11, 28),
)
