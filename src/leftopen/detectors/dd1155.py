"""A filled DD-1155: an order for supplies or services of the US armed forces."""

from __future__ import annotations

from leftopen.formats.typed_form import CONTRACT, Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"ORDER\s{1,9}FOR\s{1,9}SUPPLIES\s{1,9}OR\s{1,9}SERVICES",
    r"DD[ -]?(?:FORM)?[ -]{0,2}1155",
    kinds=CONTRACT,
)
HEAD = "ORDER FOR SUPPLIES OR SERVICES\nDD FORM 1155\n"

detector = Detector(
    label="filled DD-1155 order",
    category=Category.FORM,
    pattern=FORM.pattern,
    rough=FORM.rough,
    ignore_case=True,
    accept=FORM.filled,
    severity=Severity.MEDIUM,
    hits=(
        HEAD + "Contract number: H9ZZ99-23-C-0001\nContractor: Example Corp\nCAGE code: 1ABC5\n",
        HEAD + "form1[0].Contract[0] = H9ZZ9923C0001\nform1[0].CAGE[0] = 1ABC5\n",
    ),
    misses=(
        HEAD,
        HEAD + "Contract number:\nContractor: enter the name\n",
    ),
)
