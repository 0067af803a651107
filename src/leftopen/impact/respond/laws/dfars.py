"""US DoD contractors: a cyber incident is reported within 72 hours of its discovery."""

from __future__ import annotations

from datetime import date

from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("DFARS 252.204-7012 (US DoD contracts)"),
    question=N_(
        "Do you have a contract with this clause, and may covered defense information or the "
        "system that holds it be affected?"
    ),
    source=N_(
        "DFARS 252.204-7012 (48 CFR 252.204-7012), paragraphs (a), (c) and (e); 81 FR 72986 "
        "(21 October 2016); version of May 2024"
    ),
    dated=date(2024, 5, 1),
    url="https://www.acquisition.gov/dfars/252.204-7012-safeguarding-covered-defense-information-and-cyber-"
    "incident-reporting.",
    deadlines=(
        Deadline(
            name="report",
            title=N_("Report to the DoD through DIBNet"),
            begins="aware",
            within=Within(hours=72),
            note=N_(
                "“Rapidly report” means within 72 hours of discovery. It needs a medium "
                "assurance certificate; a subcontractor also tells the prime contractor its "
                "report number."
            ),
        ),
        Deadline(
            name="preserve",
            title=N_("Images of the affected systems may be deleted only after"),
            begins="met:report",
            within=Within(days=90),
            note=N_(
                "Keep images of all known affected systems and relevant capture data for at "
                "least 90 days from the report: this is the earliest date of deletion, not a "
                "date to act by."
            ),
        ),
    ),
    note=N_(
        "Classified information on an unclassified system is a spill: it goes to your security "
        "officer and DCSA at once, not only through DIBNet."
    ),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
