"""For the data protection authority: the fields of article 33 of the GDPR, as the form of the CNIL asks for
them."""

from __future__ import annotations

from leftopen.impact.respond.drafting import DraftTemplate
from leftopen.translate import N_

draft = DraftTemplate(
    title=N_("Sheet for the data protection authority (article 33 of the GDPR)"), order=2, sheet=True
)
