"""A filled medical form: history, examination, record of care, disclosure of records, a request for medical
leave, treatment or records, or the French arrêt de travail.
"""

from __future__ import annotations

from leftopen.formats.typed_form import Form
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FORM = Form(
    r"(?:REPORT\s{1,9}OF\s{1,9}MEDICAL\s{1,9}(?:HISTORY|EXAMINATION)"
    r"|CHRONOLOGICAL\s{1,9}RECORD\s{1,9}OF\s{1,9}MEDICAL\s{1,9}CARE"
    r"|MEDICAL\s{1,9}(?:LEAVE|TREATMENT|EXAMINATION|RECORDS?|ACCOMMODATION|SERVICES?|CARE)\s{1,9}REQUEST"
    r"|REQUEST\s{1,9}FOR\s{1,9}(?:A\s{1,9})?(?:MEDICAL|HEALTH|SICK)\s{1,9}(?:LEAVE|TREATMENT|EXAMINATION|RECORDS?"
    r"|ACCOMMODATION|SERVICES?|CARE|INFORMATION|ABSENCE)|MEDICAL\s{1,9}REQUEST"
    r"|CERTIFICATION\s{1,9}OF\s{1,9}HEALTH\s{1,9}CARE\s{1,9}PROVIDER"
    r"|AUTHORIZATION\s{1,9}FOR\s{1,9}DISCLOSURE\s{1,9}OF\s{1,9}MEDICAL|MEDICAL\s{1,9}RECORD"
    r"|AVIS\s{1,9}D.{1,7}ARR[^ ]{1,2}T\s{1,9}DE\s{1,9}TRAVAIL|FEUILLE\s{1,9}DE\s{1,9}SOINS)",
    r"DD[ -]?(?:FORM)?[ -]{0,2}28(?:07|08|70)",
    r"standard\s{1,9}form\s{1,9}(?:600|93"
    r"|88)\b",
    r"\bSF[ -]?(?:600|93|88)\b",
    r"cerfa",
    r"assurance\s{1,9}maladie",
    r"\bWH-?380",
    r"\b10-5345",
    r"\bHIPAA\b",
    r"\bFMLA\b",
    r"(?:attending|treating|referring|requesting)\s{1,9}(?:physician|doctor|provider)",
    r"health\s{1,9}care\s{1,9}provider",
    r"\bpatient(?:'s)?\s{1,9}(?:name|id|signature)",
)
HEAD = "REPORT OF MEDICAL HISTORY\nDD FORM 2807-1\n"

detector = Detector(
    label="filled medical form",
    category=Category.FORM,
    pattern=FORM.pattern,
    rough=FORM.rough,
    ignore_case=True,
    accept=FORM.filled,
    severity=Severity.HIGH,
    about_person=True,
    hits=(
        HEAD + "Name: Roe, Jane\nAllergies: penicillin\nDate: 02/03/2020\n",
        "MEDICAL REQUEST\nPatient name: Roe\nTreating physician: Poe\nDiagnosis: asthma\nDate: 02/03/2020\n",
        "Request for Medical Leave (FMLA)\nName: Roe, Jane\nFrom: 02/03/2020\nDiagnosis: asthma\n",
        HEAD + "AVIS D'ARRÊT DE TRAVAIL\ncerfa 10170\nNom: Exemple\nDate: 03/02/2020\n",
    ),
    misses=(
        HEAD,
        "Request for Medical Leave (FMLA)\nName:\nFrom:\nDiagnosis: enter the diagnosis\n",
        HEAD + "Last name:\nFirst name: \nDate of birth: enter your date of birth\n",
    ),
)
