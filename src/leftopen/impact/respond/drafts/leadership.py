"""For the leadership: one page."""

from __future__ import annotations

from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.translate import N_

draft = DraftTemplate(title=N_("For the leadership"), order=1)
