"""SEC Form 8-K, Item 1.05: four business days after the incident was determined to be material."""

from __future__ import annotations

from datetime import date

from leftopen.impact.respond.business_calendars import US_FEDERAL
from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("SEC Form 8-K (US listed companies)"),
    question=N_("Do you file reports with the SEC on Form 8-K?"),
    source=N_(
        "Form 8-K, Item 1.05 and General Instruction B.1; Release 33-11216 (88 FR 51896, 4 August 2023)"
    ),
    dated=date(2023, 8, 4),
    url="https://www.sec.gov/rules-regulations/2023/07/s7-09-22",
    deadlines=(
        Deadline(
            name="item_1_05",
            title=N_("File Item 1.05 of Form 8-K"),
            begins="material",
            within=Within(business_days=4),
            note=N_(
                "The clock starts with the determination that the incident is material, which "
                "must be made without unreasonable delay after discovery. Only the Attorney "
                "General can allow a delay."
            ),
        ),
    ),
    note=US_FEDERAL.limit,
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
    calendar=US_FEDERAL,
)
