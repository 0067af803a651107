"""DORA: financial entities report major incidents with ICT in three steps."""

from __future__ import annotations

from datetime import date

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(en="DORA (European Union, finance)", fr="DORA (Union européenne, finance)"),
    question=Bilingual(
        en="Are you a financial entity under DORA?",
        fr="Êtes-vous une entité financière au sens de DORA ?",
    ),
    source=Bilingual(
        en="Regulation (EU) 2022/2554, article 19; Commission Delegated Regulation (EU) 2025/301, "
        "article 5 (OJ L, 20.2.2025)",
        fr="Règlement (UE) 2022/2554, article 19 ; règlement délégué (UE) 2025/301 de la Commission, "
        "article 5 (JO L du 20.2.2025)",
    ),
    dated=date(2025, 2, 20),
    url="https://eur-lex.europa.eu/eli/reg_del/2025/301/oj",
    deadlines=(
        Deadline(
            name="initial",
            title=Bilingual(
                en="Initial notification, after the classification as major",
                fr="Notification initiale, après la classification comme majeur",
            ),
            begins="major",
            within=Within(hours=4),
            note=Bilingual(
                en="4 hours after the incident was classified as major.",
                fr="4 heures après que l’incident a été classé majeur.",
            ),
        ),
        Deadline(
            name="initial_latest",
            title=Bilingual(
                en="Initial notification, at the latest", fr="Notification initiale, au plus tard"
            ),
            begins="aware",
            within=Within(hours=24),
            only_if="major_incident",
            note=Bilingual(
                en="24 hours after you became aware of the incident. An incident that is classified as major "
                "later than that is notified within 4 hours of the classification.",
                fr="24 heures après avoir eu connaissance de l’incident. Un incident classé majeur plus "
                "tard est "
                "notifié dans les 4 heures suivant cette classification.",
            ),
        ),
        Deadline(
            name="intermediate",
            title=Bilingual(en="Intermediate report", fr="Rapport intermédiaire"),
            begins="met:initial",
            within=Within(hours=72),
            note=Bilingual(
                en="72 hours after the initial notification was submitted, also if nothing has changed.",
                fr="72 heures après la présentation de la notification initiale, même si rien n’a changé.",
            ),
        ),
        Deadline(
            name="final",
            title=Bilingual(en="Final report", fr="Rapport final"),
            begins="met:intermediate",
            within=Within(months=1),
            note=Bilingual(
                en="One month after the latest intermediate report.",
                fr="Un mois après le dernier rapport intermédiaire.",
            ),
        ),
    ),
    note=Bilingual(
        en="Deadlines that end on a weekend or a bank holiday may move for some entities: article 5 says for "
        "which.",
        fr="Les délais qui expirent un week-end ou un jour férié peuvent être reportés pour certaines "
        "entités : "
        "l’article 5 dit lesquelles.",
    ),
    checked=Checked.TEXT,
    checked_on=date(2026, 11, 28),
)
