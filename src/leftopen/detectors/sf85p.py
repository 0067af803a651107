"""A filled SF-85P: the questionnaire for public trust positions of the US government."""

from __future__ import annotations

from leftopen.formats.typed_form import Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"QUESTIONNAIRE\s{1,9}FOR\s{1,9}PUBLIC\s{1,9}TRUST\s{1,9}POSITIONS",
    r"standard\s{1,9}form\s{1,9}85P\b",
    r"\bSF[ -]?85P",
    r"3206[ -]?(?:0191|0258)",
)
HEAD = "Standard Form 85P\nQUESTIONNAIRE FOR PUBLIC TRUST POSITIONS\nOMB No. 3206-0258\n"

detector = Detector(
    label="filled SF-85P questionnaire",
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
