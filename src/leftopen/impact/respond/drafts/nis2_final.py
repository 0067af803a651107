"""For the CSIRT or the competent authority, after a month: article 23, paragraph 4 (d) of directive (EU)
2022/2555."""

from __future__ import annotations

from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.translate import N_

draft = DraftTemplate(title=N_("NIS2: final report (one month)"), order=8, sheet=True)
