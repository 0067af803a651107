"""A Kibana (or OpenSearch Dashboards) that lets anyone in, and so into the Elasticsearch behind it.

Asks for its status, and for one of its saved objects: how many index patterns there are (the title of one
comes with the answer; it is not kept). Nothing is searched through it.

Open: the answer to the second question, *data* when there are patterns and *empty* when there are none; what
lies behind it was not asked. *Metadata* where a version without that question (before 6) shows its whole
status. Closed: 401, 403, or the way to a log-in, for the saved objects. A status that is shown alone proves
nothing: that may be wanted (`status.allowAnonymous`).

False positives: a public demonstration, or dashboards that are published with anonymous access on purpose.
"""

from __future__ import annotations

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import kibana

LIMIT = 4096


def applies(observation: Observation) -> bool:
    """One of the two by its own headers, on any port."""
    return observation.module in ("http", "https") and observation.product in kibana.PRODUCTS


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the status, the saved objects."""
    status = await channel.get(kibana.STATUS, at=ReadLevel.METADATA, limit=LIMIT // 4)
    found = await channel.get(kibana.FIND, at=ReadLevel.LISTING, limit=LIMIT)
    return CheckReplies(replies=(status, found))


def judge(replies: Replies) -> Verdict:
    """By the saved objects; by the status only where those are not known at all."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    patterns = _patterns(replies)
    if patterns is not None:
        said = f"{format_count(patterns, 'index pattern')}; what lies behind it was not asked"
        return opened(ExposureKind.DATA if patterns else ExposureKind.EMPTY, said)
    if len(heard) < 2:
        return unknown(Reason.OTHER_PROTOCOL if replies and not heard else Reason.CUT)
    status, found = heard[:2]
    told = kibana.version(status)
    if told and found.status == 404 and int(told.partition(".")[0]) < 6:
        return opened(ExposureKind.METADATA, "the whole of its status")
    return denial(found) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {found.status}")


def measure(replies: Replies) -> Size:
    """Index patterns: a lower bound, since each stands for many documents."""
    patterns = _patterns(replies)
    return Size(records=patterns, at_least=patterns is not None)


def _patterns(replies: Replies) -> int | None:
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    return next((total for reply in heard if (total := kibana.total(reply)) is not None), None)


check = Check(
    title="Kibana without a password",
    remedy=(
        "Switch on the security of the Elasticsearch behind it (`xpack.security.enabled: true` in "
        "elasticsearch.yml), and Kibana its own user (`bin/elasticsearch-reset-password -u kibana_system`), "
        "and take an `anonymous` provider out of `xpack.security.authc.providers` in kibana.yml. OpenSearch "
        "Dashboards: install its security plugin, leave `opensearch_security.auth.anonymous_auth_enabled` "
        'at false. Listen inside only (`server.host: "localhost"`), and close ports 5601 and 9200 in the '
        "firewall."
    ),
    french=Translation(
        title="Kibana sans mot de passe",
        remedy=(
            "Activer la sécurité de l’Elasticsearch qui est derrière (`xpack.security.enabled: true` dans "
            "elasticsearch.yml), donner à Kibana son propre utilisateur (`bin/elasticsearch-reset-password "
            "-u kibana_system`), et retirer tout fournisseur `anonymous` de "
            "`xpack.security.authc.providers` dans kibana.yml. OpenSearch Dashboards : installer son "
            "greffon de sécurité, laisser `opensearch_security.auth.anonymous_auth_enabled` à false. "
            'N’écouter qu’à l’intérieur (`server.host: "localhost"`), et fermer les ports 5601 et 9200 '
            "dans le pare-feu."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.elastic.co/guide/en/kibana/current/using-kibana-with-security.html",
        "https://www.elastic.co/guide/en/kibana/8.14/saved-objects-api-find.html",
    ),
    requests=2,
    sized_by="index patterns by `total` of the saved objects, a lower bound of what lies behind them",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    control=True,
)
