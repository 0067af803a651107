"""For the affected people: the letter that article 34 of the GDPR asks for."""

from __future__ import annotations

from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.translate import N_

draft = DraftTemplate(title=N_("For the affected people"), order=3, letter=True)
