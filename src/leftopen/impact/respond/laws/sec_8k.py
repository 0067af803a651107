"""SEC Form 8-K, Item 1.05: four business days after the incident was determined to be material."""

from __future__ import annotations

from datetime import date

from leftopen.impact.respond.business_calendars import US_FEDERAL
from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(en="SEC Form 8-K (US listed companies)", fr="SEC Form 8-K (sociétés cotées aux US)"),
    question=Bilingual(
        en="Do you file reports with the SEC on Form 8-K?",
        fr="Déposez-vous des rapports auprès de la SEC sur le formulaire 8-K ?",
    ),
    source=Bilingual(
        en="Form 8-K, Item 1.05 and General Instruction B.1; Release 33-11216 (88 FR 51896, 4 August 2023)",
        fr="Formulaire 8-K, rubrique 1.05 et instruction générale B.1 ; Release 33-11216 (88 FR 51896, "
        "4 août 2023)",
    ),
    dated=date(2023, 8, 4),
    url="https://www.sec.gov/rules-regulations/2023/07/s7-09-22",
    deadlines=(
        Deadline(
            name="item_1_05",
            title=Bilingual(en="File Item 1.05 of Form 8-K", fr="Déposer l’Item 1.05 du formulaire 8-K"),
            begins="material",
            within=Within(business_days=4),
            note=Bilingual(
                en="The clock starts with the determination that the incident is material, which must be "
                "made "
                "without unreasonable delay after discovery. Only the Attorney General can allow a delay.",
                fr="Le délai court à partir de la décision que l’incident est significatif, à prendre sans "
                "retard "
                "déraisonnable après la découverte. Seul l’Attorney General peut autoriser un report.",
            ),
        ),
    ),
    note=US_FEDERAL.limit,
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
    calendar=US_FEDERAL,
)
