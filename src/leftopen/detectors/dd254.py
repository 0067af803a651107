"""A filled DD-254: the security requirements of one contract, with clearance levels and places."""

from __future__ import annotations

from leftopen.formats.typed_form import CONTRACT, Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"CONTRACT\s{1,9}SECURITY\s{1,9}CLASSIFICATION\s{1,9}SPECIFICATION",
    r"DD[ -]?(?:FORM)?[ -]{0,2}254",
    r"facility\s{1,9}clearance",
    kinds=CONTRACT,
)
HEAD = "DEPARTMENT OF DEFENSE\nCONTRACT SECURITY CLASSIFICATION SPECIFICATION\nDD FORM 254\n"

detector = Detector(
    label="filled DD-254 contract security specification",
    category=Category.FORM,
    pattern=FORM.pattern,
    rough=FORM.rough,
    ignore_case=True,
    accept=FORM.filled,
    severity=Severity.HIGH,
    hits=(
        HEAD + "Contract number: H9ZZ99-23-C-0001\nContractor: Example Corp\nCAGE code: 1ABC5\n",
        HEAD + "form1[0].Contract[0] = H9ZZ9923C0001\nform1[0].CAGE[0] = 1ABC5\n",
    ),
    misses=(
        HEAD,
        HEAD + "Contract number:\nContractor: enter the name\n",
    ),
)
