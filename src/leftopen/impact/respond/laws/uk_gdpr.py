"""UK GDPR: the Information Commissioner within 72 hours, and the people where the risk to them is high."""

from __future__ import annotations

from datetime import date

from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("UK GDPR (United Kingdom)"),
    question=N_("Does the UK GDPR apply: is personal data of people in the United Kingdom in this leak?"),
    source=N_("UK GDPR, articles 33 and 34, as it applies since the end of the transition period"),
    dated=date(2021, 1, 1),
    url="https://www.legislation.gov.uk/eur/2016/679/contents",
    deadlines=(
        Deadline(
            name="authority",
            title=N_("Notify the Information Commissioner (article 33)"),
            begins="aware",
            within=Within(hours=72),
            note=N_(
                "Not needed if a risk to people is unlikely. A later notification must give the "
                "reasons of the delay."
            ),
        ),
        Deadline(
            name="people",
            title=N_("Tell the affected people (article 34)"),
            begins="aware",
            within=Within(),
            only_if="high_risk",
            note=N_("Without undue delay, where the risk to them is likely to be high."),
        ),
    ),
    note=N_("The GDPR of the European Union may apply beside it."),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
