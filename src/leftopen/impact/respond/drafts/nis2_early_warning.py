"""For the CSIRT or the competent authority, within 24 hours: article 23, paragraph 4 (a) of directive (EU)
2022/2555."""

from __future__ import annotations

from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.translate import N_

draft = DraftTemplate(title=N_("NIS2: early warning (24 hours)"), order=6, sheet=True)
