"""The moments from which deadlines count. A person records each; none is assumed."""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.translate import N_, Message

AWARE = "aware"
MILESTONES: Mapping[str, Message] = {
    AWARE: N_("the organisation became aware of the leak (its discovery)"),
    "identified": N_("the incident response team or the IT department identified the incident"),
    "major": N_("the incident was classified as major"),
    "material": N_("the incident was determined to be material"),
}
