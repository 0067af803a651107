"""For the press: a few lines that say what is known, and what is not."""

from __future__ import annotations

from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.translate import N_

draft = DraftTemplate(title=N_("Press lines"), order=4)
