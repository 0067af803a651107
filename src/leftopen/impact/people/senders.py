"""The sender of a mail, what the signature adds, and signatures of others in what is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from leftopen.contents.find import Hit
from leftopen.formats.person_name import PersonName, read_name
from leftopen.impact.people.claims import Claim
from leftopen.impact.people.headings import line_end
from leftopen.model.people import MentionReason, Role

FROM = re.compile(r"^From:[ \t]([^\n]{3,500})$", re.MULTILINE)
ADDRESS = re.compile(r"<?\s?([A-Za-z0-9_][A-Za-z0-9._+'-]{0,63}@(?:[^\W_][\w-]{0,62}\.)+[A-Za-z]{2,24})\s?>?")
QUOTE = re.compile(r"^[> \t]{0,9}")
SPECIAL = ("mil_address", "government_address")
LINES = 8
"""Lines of a signature below the name."""
ABOVE = 5
MOST = 500
"""Values of one mail below which a name is looked for."""
LINE = 120


def sender(text: str, hits: Sequence[Hit]) -> Iterator[Claim]:
    """Of the text that the reader of mails makes: headers, an empty line, the body."""
    head, _, body = text.partition("\n\n")
    found = FROM.search(head)
    address = ADDRESS.search(found.group(1)) if found else None
    if found is None or address is None:
        return
    claim = Claim(
        reason=MentionReason.SENDER,
        role=Role.SUBJECT,
        values=[("email_address", address.group(1)), *_closer(address.group(1), hits)],
        given=read_name(found.group(1)[: address.start()]),
    )
    if claim.given:
        claim.spans += _signed(text, len(text) - len(body), claim.given, hits)
    yield claim


def _closer(address: str, hits: Sequence[Hit]) -> Iterator[tuple[str, str]]:
    """What detectors of special addresses (military, government) call the sender's."""
    for hit in hits:
        if hit.detector in SPECIAL and hit.value.lower() == address.lower():
            yield hit.detector, hit.value


def _signed(text: str, start: int, name: PersonName, hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """Where the sender's name stands alone on a line of the body, and what stands below it."""
    lowest = (hit for hit in hits if hit.start >= start and hit.detector != "email_address")
    spans = []
    for hit in islice(lowest, MOST):
        for line, first, last in _above(text, hit.start, LINES):
            if first >= start and not line.startswith(">") and _same(line, name):
                spans.append((last, line_end(text, hit.end)))
                break
    return spans


def _same(line: str, name: PersonName) -> bool:
    other = read_name(line)
    return other is not None and other.full == name.full


def signatures(text: str, hits: Sequence[Hit]) -> Iterator[Claim]:
    """Blocks with a name on a line of its own and an address that bears the last name."""
    for hit in hits:
        if hit.detector != "email_address":
            continue
        local = "".join(filter(str.isalpha, hit.value.partition("@")[0].lower()))
        for line, first, _ in _above(text, hit.start, ABOVE):
            name = read_name(line)
            if name is not None and name.last in local:
                yield Claim(
                    reason=MentionReason.SIGNATURE,
                    role=Role.SUBJECT,
                    values=[("email_address", hit.value)],
                    spans=[(first, line_end(text, hit.end))],
                    given=name,
                )
                break


def _above(text: str, at: int, most: int) -> Iterator[tuple[str, int, int]]:
    """The lines above, without marks of quoting, up to an empty one, the nearest first."""
    last = text.rfind("\n", 0, at)
    for _ in range(most):
        if last <= 0:
            return
        first = text.rfind("\n", 0, last) + 1
        line = text[first:last].strip("\r")
        if len(line) > LINE or not QUOTE.sub("", line).strip():
            return
        yield QUOTE.sub("", line).strip() if line.startswith((">", " ")) else line.strip(), first, last
        last = first - 1
