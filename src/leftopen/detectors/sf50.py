"""A filled SF-50: a personnel action of one employee of the US government."""

from __future__ import annotations

from leftopen.formats.typed_form import Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"NOTIFICATION\s{1,9}OF\s{1,9}PERSONNEL\s{1,9}ACTION",
    r"standard\s{1,9}form\s{1,9}50\b",
    r"\bSF[ -]?50\b",
)
HEAD = "Standard Form 50\nNOTIFICATION OF PERSONNEL ACTION\n"

detector = Detector(
    label="filled SF-50 personnel action",
    category=Category.FORM,
    pattern=FORM.pattern,
    rough=FORM.rough,
    ignore_case=True,
    accept=FORM.filled,
    severity=Severity.HIGH,
    about_person=True,
    hits=(
        HEAD + "Last name: Roe\nFirst name: Jane\nDate of birth: 02/03/1980\n",
        HEAD + "form1[0].Name[0] = ROE, JANE\nform1[0].SSN[0] = 891-23-4567\n",
    ),
    misses=(
        HEAD,
        HEAD + "Last name:\nFirst name: \nDate of birth: enter your date of birth\n",
    ),
)
