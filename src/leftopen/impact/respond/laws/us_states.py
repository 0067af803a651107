"""US states: every state has a law of its own about telling its residents; no common number of days."""

from __future__ import annotations

from datetime import date

from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("US state breach laws"),
    question=N_("Is personal data of residents of US states or territories in this leak?"),
    source=N_(
        "The breach notification statute of each state, such as Cal. Civ. Code 1798.82 as "
        "amended by SB 446, in force since 1 January 2026"
    ),
    dated=date(2026, 1, 1),
    url="https://www.ncsl.org/technology-and-communication/security-breach-notification-laws",
    deadlines=(
        Deadline(
            name="residents",
            title=N_("Tell the residents, and the attorney general where the state asks for it"),
            begins="aware",
            within=Within(),
            note=N_(
                "Some states fix 30, 45 or 60 days, others say without unreasonable delay. "
                "California: 30 calendar days, and its attorney general within 15 days of that "
                "for more than 500 residents. List the states of the affected people and ask "
                "counsel for each."
            ),
        ),
    ),
    note=N_("This is one line for more than fifty laws: it is a reminder, not a list."),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
