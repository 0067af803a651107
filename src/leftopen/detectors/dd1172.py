"""A filled DD-1172: the application of one person, or a dependant, for an identification card."""

from __future__ import annotations

from leftopen.formats.typed_form import Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"APPLICATION\s{1,9}FOR\s{1,9}(?:UNIFORMED\s{1,9}SERVICES\s{1,9})?IDENTIFICATION\s{1,9}CARD",
    r"DD[ -]?(?:FORM)?[ -]{0,2}1172",
    r"DEERS\s{1,9}ENROLLMENT",
)
HEAD = "APPLICATION FOR IDENTIFICATION CARD/DEERS ENROLLMENT\nDD FORM 1172-2\n"

detector = Detector(
    label="filled DD-1172 identification card application",
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
