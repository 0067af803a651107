"""A filled request for leave: the Navy's, the Air Force's, OPM-71, or the French demande de congé."""

from __future__ import annotations

from leftopen.formats.typed_form import Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"(?:LEAVE\s{1,9}REQUEST\s?/\s?AUTHORIZATION"
    r"|REQUEST\s{1,9}FOR\s{1,9}LEAVE\s{1,9}OR\s{1,9}APPROVED\s{1,9}ABSENCE"
    r"|DEMANDE\s{1,9}DE\s{1,9}CONG[^ ]{1,2}S?)",
    r"NAVCOMPT",
    r"\b3065\b",
    r"AF[ -]?(?:FORM|IMT)?[ -]{0,2}988",
    r"OPM[ -]?"
    r"(?:FORM)?[ -]{0,2}71\b",
    r"cong[ée]s?\s{1,9}(?:pay|annuel|sans|maladie|matern"
    r"|parental)",
    r"\bRTT\b",
    r"matricule",
)
HEAD = "LEAVE REQUEST/AUTHORIZATION\nNAVCOMPT FORM 3065\n"

detector = Detector(
    label="filled leave request",
    category=Category.FORM,
    pattern=FORM.pattern,
    rough=FORM.rough,
    ignore_case=True,
    accept=FORM.filled,
    severity=Severity.MEDIUM,
    about_person=True,
    hits=(
        HEAD + "Name: Roe, Jane\nGrade: E-5\nFrom: 03/02/2020\n",
        HEAD
        + "OPM Form 71\nREQUEST FOR LEAVE OR APPROVED ABSENCE\nName = Jane Roe\nOrganization = Example\n",
    ),
    misses=(
        HEAD,
        HEAD + "Last name:\nFirst name: \nDate of birth: enter your date of birth\n",
    ),
)
