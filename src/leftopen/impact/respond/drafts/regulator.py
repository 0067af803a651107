"""For a regulator: the fields that forms ask for, as article 33 of the GDPR lists them."""

from __future__ import annotations

from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.translate import N_

draft = DraftTemplate(title=N_("Fields of a regulator’s form"), order=2)
