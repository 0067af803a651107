"""HIPAA: people, the HHS and the media, no later than 60 days after the discovery."""

from __future__ import annotations

from datetime import date

from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("HIPAA (US health data)"),
    question=N_(
        "Are you a covered entity or a business associate, and is unsecured health information affected?"
    ),
    source=N_("45 CFR 164.400 to 164.414 (78 FR 5566, 25 January 2013)"),
    dated=date(2013, 1, 25),
    url="https://www.ecfr.gov/current/title-45/part-164/subpart-D",
    deadlines=(
        Deadline(
            name="people",
            title=N_("Tell the affected people"),
            begins="aware",
            within=Within(days=60),
            note=N_(
                "Without unreasonable delay, and no later than 60 calendar days after discovery. "
                "A business associate tells the covered entity within the same limit."
            ),
        ),
        Deadline(
            name="authority",
            title=N_("Notify the HHS, and the media for more than 500 residents of one state"),
            begins="aware",
            within=Within(days=60),
            only_if="five_hundred",
            note=N_("For fewer than 500 people: within 60 days after the end of the calendar year."),
        ),
    ),
    note=N_(
        "A breach counts as discovered on the first day on which it is known, or would have been "
        "with reasonable diligence."
    ),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
