"""US Social Security numbers. All numbers in this file are made up."""

from __future__ import annotations

import re

from leftopen.formats.digits import is_separate, mask
from leftopen.formats.ssn import is_ssn
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity


def accept(found: re.Match[str]) -> bool:
    return is_ssn(found.string, found.start(), found.end())


def accept_stored(found: re.Match[str]) -> bool:
    return is_ssn(found.string, found.start(), found.end(), is_separate)


NUMBER = r"\d{3}(?:-\d{2}-| \d{2} |\.\d{2}\.|\d{2})\d{4}"

detector = Detector(
    label="US Social Security number",
    category=Category.IDENTITY,
    pattern=rf"\b{NUMBER}\b",
    accept=accept,
    wide=Wide(pattern=rf"(?<!\d){NUMBER}(?!\d)", rough=rf"[^0-9]{NUMBER}[^0-9]", accept=accept_stored),
    # With dashes, no keyword is required; without, one is.
    beside=r"\d{3}-\d{2}-\d{4}|(?i:ssn|ssan|ss ?#|soc|soz|s\.s\.n)",
    trace=r"\d{3}-\d{2}-\d{4}|(?i:ssn|s\.s\.n|ssan|ss ?#|soc.{0,9}sec|sociale|sozialvers"
    r"|social(?: = |[,;|\"\\]))",
    heading=r"(?i:ssn|ssan|ss ?#|soc|soz|s\.s\.n)",
    severity=Severity.HIGH,
    mask=mask,
    personal=True,
    hits=(
        "Roe, Jane 891-23-4567",
        "SSN: 891 23 4567",
        "Social Security No.\n891.23.4567.",
        "form1[0].Sections1-6[0].SSN[0] = 891234567",
        '{"ssn":"891234567"}',
        "ApplicantSSN=891234567",
        "SSAN = 891234567",
        "SSNBR = 891234567",
        "SocSecNum = 891234567",
        "Name = Roe\tSocial = 891234567",
    ),
    misses=(
        "000-12-3456",
        "666-12-3456",
        "912-34-5678",
        "891-00-4567",
        "891-23-0000",
        "078-05-1120",
        "123-45-6789",
        "891-23 4567",
        "part 4-891-23-4567",
        "891-23-45678",
        "891-23-4567-2",
        "order 891234567 was shipped",
        "className 891234567",
        "Nissan 891234567",
        "antisocial = 891234567",
        "GET /index.html 200 45 1234",
        "555-555-5555",
    ),
)
