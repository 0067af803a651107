"""NIS2: an early warning within 24 hours, a notification within 72 hours, a final report after a month."""

from __future__ import annotations

from datetime import date

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(en="NIS2 (European Union)", fr="NIS2 (Union européenne)"),
    question=Bilingual(
        en="Are you an essential or important entity under NIS2, and is this a significant incident?",
        fr="Êtes-vous une entité essentielle ou importante au sens de NIS2, et l’incident est-il important ?",
    ),
    source=Bilingual(
        en="Directive (EU) 2022/2555, article 23, paragraph 4 (OJ L 333, 27.12.2022)",
        fr="Directive (UE) 2022/2555, article 23, paragraphe 4 (JO L 333 du 27.12.2022)",
    ),
    dated=date(2022, 12, 27),
    url="https://eur-lex.europa.eu/eli/dir/2022/2555/oj",
    deadlines=(
        Deadline(
            name="early_warning",
            title=Bilingual(
                en="Early warning to the CSIRT or the competent authority",
                fr="Alerte précoce au CSIRT ou à l’autorité compétente",
            ),
            begins="aware",
            within=Within(hours=24),
            note=Bilingual(
                en="It says whether an unlawful or malicious act is suspected, and whether other countries "
                "may "
                "be affected.",
                fr="Elle indique si un acte illicite ou malveillant est suspecté, et si d’autres pays "
                "peuvent "
                "être touchés.",
            ),
        ),
        Deadline(
            name="notification",
            title=Bilingual(en="Incident notification", fr="Notification de l’incident"),
            begins="aware",
            within=Within(hours=72),
            note=Bilingual(
                en="It updates the early warning with a first assessment of severity and impact. Trust "
                "service "
                "providers have 24 hours.",
                fr="Elle complète l’alerte par une première évaluation de la gravité et de l’impact. Les "
                "prestataires de services de confiance ont 24 heures.",
            ),
        ),
        Deadline(
            name="final_report",
            title=Bilingual(en="Final report", fr="Rapport final"),
            begins="met:notification",
            within=Within(months=1),
            note=Bilingual(
                en="One month after the incident notification was submitted. If the incident still goes on, "
                "a "
                "progress report is due then.",
                fr="Un mois après la présentation de la notification de l’incident. Si l’incident est "
                "encore en "
                "cours, un rapport d’avancement est dû à cette date.",
            ),
        ),
    ),
    note=Bilingual(
        en="Each member state has its own law for it, which may differ: read yours.",
        fr="Chaque État membre a sa propre loi de transposition, qui peut différer : lisez la vôtre.",
    ),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
