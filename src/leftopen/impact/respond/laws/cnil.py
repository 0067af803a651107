"""France: the CNIL within 72 hours, as the GDPR and the French data protection act ask for."""

from __future__ import annotations

from datetime import date

from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("CNIL (France, personal data)"),
    question=N_(
        "Is the CNIL your supervisory authority, or does the French data protection act apply to you?"
    ),
    source=N_(
        "Regulation (EU) 2016/679, article 33; Loi n° 78-17 du 6 janvier 1978, article 58, as "
        "rewritten by Ordonnance n° 2018-1125 of 12 December 2018"
    ),
    dated=date(2018, 12, 12),
    url="https://www.cnil.fr/fr/services-en-ligne/notifier-une-violation-de-donnees-personnelles",
    deadlines=(
        Deadline(
            name="notification",
            title=N_("Notify the CNIL through its online service"),
            begins="aware",
            within=Within(hours=72),
            note=N_(
                "The same 72 hours as article 33 of the GDPR, not further ones. A first "
                "notification may be completed later. The CNIL may order you to tell the people."
            ),
        ),
    ),
    note=N_(
        "An insurance that pays for damage of a cyberattack may require a complaint within 72 "
        "hours of knowing it (Code des assurances, article L. 12-10-1): ask your insurer."
    ),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
