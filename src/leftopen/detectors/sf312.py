"""A filled SF-312: the agreement of one person not to disclose classified information."""

from __future__ import annotations

from leftopen.formats.typed_form import Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"CLASSIFIED\s{1,9}INFORMATION\s{1,9}NON-?DISCLOSURE\s{1,9}AGREEMENT",
    r"standard\s{1,9}form\s{1,9}312\b",
    r"\bSF[ -]?312\b",
    r"7540-01-280-5499",
)
HEAD = "CLASSIFIED INFORMATION NONDISCLOSURE AGREEMENT\nSTANDARD FORM 312\nAN AGREEMENT BETWEEN\n"

detector = Detector(
    label="filled SF-312 nondisclosure agreement",
    category=Category.FORM,
    pattern=FORM.pattern,
    rough=FORM.rough,
    ignore_case=True,
    accept=FORM.filled,
    severity=Severity.MEDIUM,
    about_person=True,
    hits=(
        HEAD + "Name: Jane Roe\nSSN: 891-23-4567\nDate: 02/03/2020\n",
        HEAD + "Organization: Example Command\nDate = 2020-02-03\n",
    ),
    misses=(
        HEAD,
        HEAD + "Last name:\nFirst name: \nDate of birth: enter your date of birth\n",
    ),
)
