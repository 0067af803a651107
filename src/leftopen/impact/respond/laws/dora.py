"""DORA: financial entities report major incidents with ICT in three steps."""

from __future__ import annotations

from datetime import date

from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("DORA (European Union, finance)"),
    question=N_("Are you a financial entity under DORA?"),
    source=N_(
        "Regulation (EU) 2022/2554, article 19; Commission Delegated Regulation (EU) 2025/301, "
        "article 5 (OJ L, 20.2.2025)"
    ),
    dated=date(2025, 2, 20),
    url="https://eur-lex.europa.eu/eli/reg_del/2025/301/oj",
    deadlines=(
        Deadline(
            name="initial",
            title=N_("Initial notification, after the classification as major"),
            begins="major",
            within=Within(hours=4),
            note=N_("4 hours after the incident was classified as major."),
        ),
        Deadline(
            name="initial_latest",
            title=N_("Initial notification, at the latest"),
            begins="aware",
            within=Within(hours=24),
            only_if="major_incident",
            note=N_(
                "24 hours after you became aware of the incident. An incident that is classified "
                "as major later than that is notified within 4 hours of the classification."
            ),
        ),
        Deadline(
            name="intermediate",
            title=N_("Intermediate report"),
            begins="met:initial",
            within=Within(hours=72),
            note=N_("72 hours after the initial notification was submitted, also if nothing has changed."),
        ),
        Deadline(
            name="final",
            title=N_("Final report"),
            begins="met:intermediate",
            within=Within(months=1),
            note=N_("One month after the latest intermediate report."),
        ),
    ),
    note=N_(
        "Deadlines that end on a weekend or a bank holiday may move for some entities: article 5 "
        "says for which."
    ),
    checked=Checked.TEXT,
    checked_on=date(2026, 11, 28),
)
