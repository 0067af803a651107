"""What the deadlines of a law were compared with, in words."""

from __future__ import annotations

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Law

WORDS = {
    Checked.TEXT: Bilingual(
        en="compared with the text of the law on {day}", fr="comparé au texte de la loi le {day}"
    ),
    Checked.REPORTS: Bilingual(
        en="compared on {day} with what others write about it, not with its text",
        fr="comparé le {day} à ce que d’autres en écrivent, pas au texte même",
    ),
    Checked.NOT: Bilingual(
        en="NOT VERIFIED on {day}: read the source before you rely on it",
        fr="NON VÉRIFIÉ le {day} : lisez la source avant de vous y fier",
    ),
}


def checked(law: Law, language: str) -> str:
    return WORDS[law.checked].text(language).format(day=law.checked_on.isoformat())
