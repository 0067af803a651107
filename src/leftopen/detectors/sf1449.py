"""A filled SF-1449: a solicitation, contract or order for commercial products of the US government."""

from __future__ import annotations

from leftopen.formats.typed_form import CONTRACT, Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"SOLICITATION\s?/\s?CONTRACT\s?/\s?ORDER\s{1,9}FOR\s{1,9}COMMERCIAL",
    r"standard\s{1,9}form\s{1,9}1449",
    r"\bSF[ -]?1449\b",
    kinds=CONTRACT,
)
HEAD = "SOLICITATION/CONTRACT/ORDER FOR COMMERCIAL ITEMS\nSTANDARD FORM 1449\n"

detector = Detector(
    label="filled SF-1449 contract",
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
