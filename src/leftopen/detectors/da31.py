"""A filled DA-31: the leave of one soldier, with the address during it."""

from __future__ import annotations

from leftopen.formats.typed_form import Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"REQUEST\s{1,9}AND\s{1,9}AUTHORITY\s{1,9}FOR\s{1,9}LEAVE",
    r"DA[ -]?(?:FORM)?[ -]{0,2}31\b",
    r"AR 600-8-10",
)
HEAD = "REQUEST AND AUTHORITY FOR LEAVE\nDA FORM 31\n"

detector = Detector(
    label="filled DA-31 leave request",
    category=Category.FORM,
    pattern=FORM.pattern,
    rough=FORM.rough,
    ignore_case=True,
    accept=FORM.filled,
    severity=Severity.MEDIUM,
    about_person=True,
    hits=(
        HEAD + "NAME: ROE, JANE\nRANK: SGT\nDATES: 2020-02-03\n",
        HEAD + "form1[0].Name[0] = ROE JANE\nform1[0].Rank[0] = SGT\n",
    ),
    misses=(
        HEAD,
        HEAD + "Last name:\nFirst name: \nDate of birth: enter your date of birth\n",
    ),
)
