"""A filled DD-214: one person's release or discharge from active duty."""

from __future__ import annotations

from leftopen.formats.typed_form import Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"CERTIFICATE\s{1,9}OF\s{1,9}RELEASE\s{1,9}OR\s{1,9}DISCHARGE\s{1,9}FROM\s{1,9}ACTIVE\s{1,9}DUTY",
    r"DD[ -]?(?:FORM)?[ -]{0,2}214",
    r"CHARACTER\s{1,9}OF\s{1,9}SERVICE",
    r"REENTRY\s{1,9}CODE",
)
HEAD = "CERTIFICATE OF RELEASE OR DISCHARGE FROM ACTIVE DUTY\nDD FORM 214\n"

detector = Detector(
    label="filled DD-214 discharge certificate",
    category=Category.FORM,
    pattern=FORM.pattern,
    rough=FORM.rough,
    ignore_case=True,
    accept=FORM.filled,
    severity=Severity.HIGH,
    about_person=True,
    hits=(
        HEAD + "1. NAME: ROE, JANE Q\n2. BRANCH: ARMY\n4.a GRADE: SGT\n",
        HEAD + "Last name: Roe\nFirst name: Jane\nDate of birth: 02/03/1980\n",
        HEAD + "form1[0].Name[0] = ROE, JANE\nform1[0].SSN[0] = 891-23-4567\n",
    ),
    misses=(
        HEAD,
        HEAD + "Last name:\nFirst name: \nDate of birth: enter your date of birth\n",
    ),
)
