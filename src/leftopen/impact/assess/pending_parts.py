"""A part of a document that is still to be read."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.people import Mention
from leftopen.model.reader import Part


@dataclass(slots=True, kw_only=True)
class PendingPart:
    """A part that is still to be read. `size`: its bytes; of a triage, those of a mail whose attachments were
    left out, and 0 of an attachment. `year` (0 for none), `units` and `sender`: of the mail that it came
    with. `digest_of`: what its digest is made of, where that is not its bytes. `in_mail`: another mail holds
    it, or may. `page_of`: of a page that is read by itself, the digest of its document."""

    place: str
    part: Part
    depth: int
    size: int
    digest_of: bytes = b""
    year: int = 0
    units: tuple[str, ...] = ()
    in_mail: bool = False
    sender: Mention | None = None
    page_of: bytes = b""
