"""A filled W-2: the wages and taxes of one person in one year."""

from __future__ import annotations

from leftopen.formats.typed_form import Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"WAGE\s{1,9}AND\s{1,9}TAX\s{1,9}STATEMENT",
    r"\bW-?2\b",
    r"1545-0008",
)
HEAD = "Form W-2 Wage and Tax Statement\nOMB No. 1545-0008\n"

detector = Detector(
    label="filled W-2 wage statement",
    category=Category.FORM,
    pattern=FORM.pattern,
    rough=FORM.rough,
    ignore_case=True,
    accept=FORM.filled,
    severity=Severity.HIGH,
    about_person=True,
    hits=(
        HEAD + "Employee SSN: 891-23-4567\n",
        HEAD + "Employee name = Jane Roe\nFirst name = Jane\nLast name = Roe\n",
    ),
    misses=(
        HEAD,
        HEAD + "Last name:\nFirst name: \nDate of birth: enter your date of birth\n",
    ),
)
