"""Mail addresses of governments and alliances outside the US: they show whose mail it is.

Source: the second-level domains that each government reserves for itself.
"""

from __future__ import annotations

from leftopen.formats.mail_address import AT, LABELS, LEAD, LEADING, LOCAL, TRACE, is_address, mask
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

DOMAINS = (
    r"(?:gouv\.fr|gov\.uk|mod\.uk|nhs\.uk|police\.uk|bund\.de|bundeswehr\.org|nato\.int|europa\.eu|gc\.ca"
    r"|admin\.ch|gov\.au|govt\.nz|mil\.[a-z]{2}|gob\.es|gov\.it|gov\.pl|gov\.[a-z]{2}"
    r"|gouv\.[a-z]{2}|gob\.[a-z]{2})"
)

detector = Detector(
    label="government mail address outside the US",
    category=Category.IDENTITY,
    pattern=LOCAL + AT + rf"(?:{LABELS})?" + DOMAINS + r"\b",
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
        "De : jeanne.exemple@service.exemple.gouv.fr",
        "jane.roe@department.example.gov.uk",
        "<jane.roe%40unit.example.nato.int>",
    ),
    misses=(
        "jeanne@exemple-gouv.fr",
        "jane.roe@gouv.fr.evil.example",
        "https://www.service.exemple.gouv.fr/jeanne",
        "jane.roe@example.nato.integer",
    ),
)
