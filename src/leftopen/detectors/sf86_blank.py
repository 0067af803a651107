"""A blank SF-86: a public form without personal data."""

from __future__ import annotations

import re

from leftopen.formats.sf86_form import PATTERN, TITLE, is_filled, is_form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity


def accept(found: re.Match[str]) -> bool:
    return is_form(found.string) and not is_filled(found.string)


FORM = "Standard Form 86\nQUESTIONNAIRE FOR NATIONAL SECURITY POSITIONS\nForm approved: OMB No. 3206 0005\n"

detector = Detector(
    label="blank SF-86 form",
    category=Category.FORM,
    pattern=PATTERN,
    rough=TITLE,
    ignore_case=True,
    accept=accept,
    severity=Severity.INFO,
    hits=(
        FORM,
        FORM + "Last name:\nFirst name: \nDate of birth: provide your date of birth\n",
    ),
    misses=(
        FORM + "Last name = Roe\nFirst name = Jane\nSSN = 891-23-4567\n",
        "He filled in the questionnaire for national security positions last week.",
    ),
)
