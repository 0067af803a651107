"""The moments from which deadlines count. A person records each; none is assumed."""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.model.bilingual import Bilingual

AWARE = "aware"
MILESTONES: Mapping[str, Bilingual] = {
    AWARE: Bilingual(
        en="the organisation became aware of the leak (its discovery)",
        fr="l’organisation a eu connaissance de la fuite (sa découverte)",
    ),
    "identified": Bilingual(
        en="the incident response team or the IT department identified the incident",
        fr="l’équipe de réponse ou le service informatique a identifié l’incident",
    ),
    "major": Bilingual(
        en="the incident was classified as major",
        fr="l’incident a été classé majeur",
    ),
    "material": Bilingual(
        en="the incident was determined to be material",
        fr="l’incident a été jugé significatif",
    ),
}
