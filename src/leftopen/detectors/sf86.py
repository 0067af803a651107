"""A filled SF-86: one person's biography, relatives and references, given for a security clearance."""

from __future__ import annotations

import re

from leftopen.formats.sf86_form import PATTERN, TITLE, is_filled, is_form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity


def accept(found: re.Match[str]) -> bool:
    return is_form(found.string) and is_filled(found.string)


FORM = "Standard Form 86\nQUESTIONNAIRE FOR\nNATIONAL SECURITY POSITIONS\nForm approved: OMB No. 3206 0005\n"
FIELDS = "form1[0].Sections1-6[0].LastName[0] = Roe\nform1[0].Sections1-6[0].FirstName[0] = Jane\n"

detector = Detector(
    label="filled SF-86 security-clearance questionnaire",
    category=Category.FORM,
    pattern=PATTERN,
    rough=TITLE,
    ignore_case=True,
    accept=accept,
    severity=Severity.CRITICAL,
    about_person=True,
    hits=(
        FORM + FIELDS + "form1[0].Sections1-6[0].SSN[0] = 891-23-4567\n",
        FIELDS + "form1[0].Sections1-6[0].DateOfBirth[0] = 1980-02-03\n" + FORM,
        "SF-86 Questionnaire for National Security Positions (e-QIP printout)\n"
        "Last name: Roe\nFirst name: Jane\nDate of birth: 02/03/1980\n",
    ),
    misses=(
        FORM + "Section 1 Full Name\nLast name:\nFirst name:\nDate of birth:\n",
        FORM + "Last name: provide your last name\nSSN: enter your number\nDate of birth: see above\n",
        "News: the Questionnaire for National Security Positions will be replaced.\n"
        "Last name: Roe\nFirst name: Jane\nSSN: 891-23-4567\n",
    ),
)
