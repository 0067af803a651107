"""GDPR: the supervisory authority within 72 hours, and the people where the risk to them is high."""

from __future__ import annotations

from datetime import date

from leftopen.model.bilingual import Bilingual
from leftopen.model.law import Checked, Deadline, Law, Within

law = Law(
    title=Bilingual(en="GDPR (European Union)", fr="RGPD (Union européenne)"),
    question=Bilingual(
        en="Does the GDPR apply: are you the controller, or the processor, of personal data in this leak?",
        fr="Le RGPD s’applique-t-il : êtes-vous responsable du traitement, ou sous-traitant, de données "
        "personnelles touchées par cette fuite ?",
    ),
    source=Bilingual(
        en="Regulation (EU) 2016/679, articles 33 and 34 (OJ L 119, 4.5.2016)",
        fr="Règlement (UE) 2016/679, articles 33 et 34 (JO L 119 du 4.5.2016)",
    ),
    dated=date(2016, 5, 4),
    url="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    deadlines=(
        Deadline(
            name="authority",
            title=Bilingual(
                en="Notify the supervisory authority (article 33)",
                fr="Notifier l’autorité de contrôle (article 33)",
            ),
            begins="aware",
            within=Within(hours=72),
            note=Bilingual(
                en="Not needed if a risk to people is unlikely. A later notification must give the reasons "
                "of "
                "the delay; information may follow in phases. A processor tells its controller without undue "
                "delay.",
                fr="Inutile si un risque pour les personnes est improbable. Au-delà, la notification donne "
                "les "
                "motifs du retard ; les informations peuvent suivre par étapes. Un sous-traitant informe son "
                "responsable du traitement dans les meilleurs délais.",
            ),
        ),
        Deadline(
            name="people",
            title=Bilingual(
                en="Tell the affected people (article 34)",
                fr="Informer les personnes concernées (article 34)",
            ),
            begins="aware",
            within=Within(),
            only_if="high_risk",
            note=Bilingual(
                en="Without undue delay, in clear and plain language, where the risk to them is likely to be "
                "high. The law names no number of hours.",
                fr="Dans les meilleurs délais, en des termes clairs et simples, si un risque élevé pour "
                "elles "
                "est probable. La loi ne fixe pas de nombre d’heures.",
            ),
        ),
    ),
    note=Bilingual(
        en="Every breach is documented, notified or not (article 33, paragraph 5). A proposal of the "
        "Commission, COM(2025) 837, would give 96 hours: see whether it has become law.",
        fr="Toute violation est documentée, notifiée ou non (article 33, paragraphe 5). Une proposition de "
        "la Commission, COM(2025) 837, donnerait 96 heures : voyez si elle est devenue loi.",
    ),
    checked=Checked.TEXT,
    checked_on=date(2026, 11, 28),
)
