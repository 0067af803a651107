"""US federal agencies: OMB M-17-12 and FISMA, with one hour, seven days and thirty days."""

from __future__ import annotations

from datetime import date

from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("FISMA and OMB M-17-12 (US federal agencies)"),
    question=N_("Is this a system or information of a US federal agency?"),
    source=N_(
        "44 U.S.C. 3554(b)(7)(C) and 3553 note; OMB Memorandum M-17-12 (3 January 2017); "
        "US-CERT Federal Incident Notification Guidelines (1 April 2017)"
    ),
    dated=date(2017, 4, 1),
    url="https://www.cisa.gov/federal-incident-notification-guidelines",
    deadlines=(
        Deadline(
            name="one_hour",
            title=N_("Report to CISA"),
            begins="identified",
            within=Within(hours=1),
            note=N_(
                "One hour after the agency’s top-level incident response team or its IT "
                "department identified it. Yearly OMB guidance also asks to tell OMB of a major "
                "incident within one hour of that determination."
            ),
        ),
        Deadline(
            name="congress",
            title=N_("Notify Congress of a major incident"),
            begins="major",
            within=Within(days=7),
            note=N_(
                "Seven days after there was a reasonable basis to conclude that a major incident "
                "has occurred."
            ),
        ),
        Deadline(
            name="congress_breach",
            title=N_("Report on the breach to Congress"),
            begins="aware",
            within=Within(days=30),
            only_if="major_incident",
            note=N_(
                "A supplemental report no later than 30 days after the agency discovered the "
                "breach, where the breach is a major incident."
            ),
        ),
    ),
    note=N_(
        "OMB says which incidents are major: among them access without authority to the personal "
        "data of 100,000 people or more. A component of the DoD reports through its own chain "
        "as well."
    ),
    checked=Checked.NOT,
    checked_on=date(2026, 11, 28),
)
