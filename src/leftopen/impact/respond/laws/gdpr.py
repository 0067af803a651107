"""GDPR: the supervisory authority within 72 hours, and the people where the risk to them is high."""

from __future__ import annotations

from datetime import date

from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("GDPR (European Union)"),
    question=N_(
        "Does the GDPR apply: are you the controller, or the processor, of personal data in this leak?"
    ),
    source=N_("Regulation (EU) 2016/679, articles 33 and 34 (OJ L 119, 4.5.2016)"),
    dated=date(2016, 5, 4),
    url="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    deadlines=(
        Deadline(
            name="authority",
            title=N_("Notify the supervisory authority (article 33)"),
            begins="aware",
            within=Within(hours=72),
            note=N_(
                "Not needed if a risk to people is unlikely. A later notification must give the "
                "reasons of the delay; information may follow in phases. A processor tells its "
                "controller without undue delay."
            ),
        ),
        Deadline(
            name="people",
            title=N_("Tell the affected people (article 34)"),
            begins="aware",
            within=Within(),
            only_if="high_risk",
            note=N_(
                "Without undue delay, in clear and plain language, where the risk to them is "
                "likely to be high. The law names no number of hours."
            ),
        ),
    ),
    note=N_(
        "Every breach is documented, notified or not (article 33, paragraph 5). A proposal of "
        "the Commission, COM(2025) 837, would give 96 hours: see whether it has become law."
    ),
    checked=Checked.TEXT,
    checked_on=date(2026, 11, 28),
)
