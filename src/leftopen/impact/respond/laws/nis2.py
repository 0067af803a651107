"""NIS2: an early warning within 24 hours, a notification within 72 hours, a final report after a month."""

from __future__ import annotations

from datetime import date

from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("NIS2 (European Union)"),
    question=N_("Are you an essential or important entity under NIS2, and is this a significant incident?"),
    source=N_("Directive (EU) 2022/2555, article 23, paragraph 4 (OJ L 333, 27.12.2022)"),
    dated=date(2022, 12, 27),
    url="https://eur-lex.europa.eu/eli/dir/2022/2555/oj",
    deadlines=(
        Deadline(
            name="early_warning",
            title=N_("Early warning to the CSIRT or the competent authority"),
            begins="aware",
            within=Within(hours=24),
            note=N_(
                "It says whether an unlawful or malicious act is suspected, and whether other "
                "countries may be affected."
            ),
        ),
        Deadline(
            name="notification",
            title=N_("Incident notification"),
            begins="aware",
            within=Within(hours=72),
            note=N_(
                "It updates the early warning with a first assessment of severity and impact. "
                "Trust service providers have 24 hours."
            ),
        ),
        Deadline(
            name="final_report",
            title=N_("Final report"),
            begins="met:notification",
            within=Within(months=1),
            note=N_(
                "One month after the incident notification was submitted. If the incident still "
                "goes on, a progress report is due then."
            ),
        ),
    ),
    note=N_("Each member state has its own law for it, which may differ: read yours."),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
