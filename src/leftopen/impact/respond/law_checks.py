"""What the deadlines of a law were compared with, in words."""

from __future__ import annotations

from leftopen.model.law import Checked, Law
from leftopen.translate import N_

WORDS = {
    Checked.TEXT: N_("checked against the text of the law on {day}"),
    Checked.REPORTS: N_("checked on {day} against secondary sources, not against the text of the law"),
    Checked.NOT: N_("NOT VERIFIED on {day}: read the source before you rely on it"),
}


def checked(law: Law, language: str) -> str:
    return WORDS[law.checked].text(language).format(day=law.checked_on.isoformat())
