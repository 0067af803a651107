"""Mail addresses of US armed forces and government (.mil, .gov): they show whose mail it is.

`.mil.example` and `.gov.example` also count: reserved names, for exercises and demonstrations.
"""

from __future__ import annotations

from leftopen.formats.mail_address import AT, LABELS, LEAD, LEADING, LOCAL, TRACE, is_address, mask
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

detector = Detector(
    label="US military or government mail address",
    category=Category.IDENTITY,
    pattern=LOCAL + AT + LABELS + r"(?:mil|gov)(?:\.example)?\b",
    ignore_case=True,
    accept=is_address,
    anchor=AT,
    lead=LEAD,
    leading=LEADING,
    trace=TRACE,
    severity=Severity.MEDIUM,
    mask=mask,
    personal=True,
    hits=(
        "From: jane.roe@unit.example.mil",
        "jane.q.roe.civ@agency.example.gov;",
        "JANE.ROE@UNIT.MIL.EXAMPLE",
        "<jane.roe%40unit.example.mil>",
    ),
    misses=(
        "jane.roe@unit.example.mill",
        "jane.roe@unit.mil.evil.example",
        "https://www.unit.example.mil/jane",
        "jane.roe@example.military",
        "j***@unit.example.mil",
    ),
)
