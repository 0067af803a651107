"""A document that lies in no other, as it comes from its source."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.assessment import Outcome
from leftopen.model.reader import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """One document that lies in no other. `carve`: no reader is asked, because it is a piece; `why` says of
    what. `broken`: why it could not be read at all, with that `outcome`. `unpacked`: the kind of an archive
    whose members are other documents. `cut`: why its end is not there. `lost`: parts of it that are not in
    `part`. `end`: the bytes of the unit up to its end. `size`: its bytes in the source, of which `part` has
    fewer where contents were left out."""

    place: str
    part: Part
    end: int
    size: int
    carve: bool = False
    why: str = ""
    mailbox: int = -1
    broken: str = ""
    lost: int = 0
    outcome: Outcome = Outcome.FAILED
    unpacked: str = ""
    cut: str = ""
