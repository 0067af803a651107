"""France: the ANSSI, for operators of vital importance and those that the French rules of NIS name."""

from __future__ import annotations

from datetime import date

from leftopen.model.law import Checked, Deadline, Law, Within
from leftopen.translate import N_

law = Law(
    title=N_("ANSSI (France, security of systems)"),
    question=N_(
        "Are you an operator of vital importance, an operator of essential services or "
        "another entity that must report incidents to the ANSSI?"
    ),
    source=N_(
        "Code de la défense, article L. 1332-6-2 (Loi n° 2013-1168 du 18 décembre 2013, "
        "article 22); Loi n° 2018-133 du 26 février 2018, articles 7 and 13"
    ),
    dated=date(2018, 2, 26),
    url="https://cyber.gouv.fr/",
    deadlines=(
        Deadline(
            name="report",
            title=N_("Report the incident to the ANSSI"),
            begins="aware",
            within=Within(),
            note=N_(
                "Without delay once you know of it: these texts name no number of hours. Where "
                "France applies NIS2 to you, answer the question of NIS2 too."
            ),
        ),
    ),
    note=N_(
        "A French law that transposes NIS2 was before Parliament in 2025 and would replace these "
        "texts: see whether it is in force. Classified information (II 901, IGI 1300) has its "
        "own channels: tell your security officer first."
    ),
    checked=Checked.NOT,
    checked_on=date(2026, 11, 28),
)
