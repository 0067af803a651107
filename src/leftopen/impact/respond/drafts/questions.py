"""Questions and answers, for whoever takes the calls."""

from __future__ import annotations

from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.translate import N_

draft = DraftTemplate(title=N_("Questions and answers"), order=5)
