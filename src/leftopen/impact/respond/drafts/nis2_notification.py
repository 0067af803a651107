"""For the CSIRT or the competent authority, within 72 hours: article 23, paragraph 4 (b) of directive (EU)
2022/2555."""

from __future__ import annotations

from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.translate import N_

draft = DraftTemplate(title=N_("NIS2: incident notification (72 hours)"), order=7, sheet=True)
