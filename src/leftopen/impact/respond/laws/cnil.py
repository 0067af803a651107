"""France: the CNIL within 72 hours, as the GDPR and the French data protection act ask for."""

from __future__ import annotations

from datetime import date

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(en="CNIL (France, personal data)", fr="CNIL (France, données personnelles)"),
    question=Bilingual(
        en="Is the CNIL your supervisory authority, or does the French data protection act apply to you?",
        fr="La CNIL est-elle votre autorité de contrôle, ou la loi Informatique et Libertés "
        "s’applique-t-elle "
        "à vous ?",
    ),
    source=Bilingual(
        en="Regulation (EU) 2016/679, article 33; Loi n° 78-17 du 6 janvier 1978, article 58, as "
        "rewritten by Ordonnance n° 2018-1125 of 12 December 2018",
        fr="Règlement (UE) 2016/679, article 33 ; loi n° 78-17 du 6 janvier 1978, article 58, dans la "
        "rédaction de l’ordonnance n° 2018-1125 du 12 décembre 2018",
    ),
    dated=date(2018, 12, 12),
    url="https://www.cnil.fr/fr/services-en-ligne/notifier-une-violation-de-donnees-personnelles",
    deadlines=(
        Deadline(
            name="notification",
            title=Bilingual(
                en="Notify the CNIL through its online service",
                fr="Notifier la CNIL par son téléservice",
            ),
            begins="aware",
            within=Within(hours=72),
            note=Bilingual(
                en="The same 72 hours as article 33 of the GDPR, not further ones. A first notification may "
                "be "
                "completed later. The CNIL may order you to tell the people.",
                fr="Les mêmes 72 heures que l’article 33 du RGPD, sans délai supplémentaire. Une "
                "notification "
                "initiale peut être complétée plus tard. La CNIL peut ordonner d’informer les personnes.",
            ),
        ),
    ),
    note=Bilingual(
        en="An insurance that pays for damage of a cyberattack may require a complaint within 72 hours of "
        "knowing it (Code des assurances, article L. 12-10-1): ask your insurer.",
        fr="Une assurance qui couvre une cyberattaque peut exiger une plainte dans les 72 heures de la "
        "connaissance de l’atteinte (Code des assurances, article L. 12-10-1) : demandez à votre assureur.",
    ),
    checked=Checked.REPORTS,
    checked_on=date(2026, 11, 28),
)
