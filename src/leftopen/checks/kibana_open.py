"""Kibana or OpenSearch Dashboards: readable without authentication, including the Elasticsearch behind it.

Requests its status and one saved object: the number of index patterns (the response contains the title of
one; it is not stored). No search is sent through it.

Open: the response for the saved objects. *Data* when there are patterns, *empty* when there are none; the
data behind it is not requested. *Metadata* when a version without this API (before 6) shows its full status.
Closed: 401, 403, or a redirect to a login, for the saved objects. The status alone proves nothing: it may be
public on purpose (`status.allowAnonymous`).

False positives: a public demonstration, or dashboards published with anonymous access on purpose.
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
    """Kibana or OpenSearch Dashboards, identified by its own headers, on any port."""
    return observation.module in ("http", "https") and observation.product in kibana.PRODUCTS


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the status, the saved objects."""
    status = await channel.get(kibana.STATUS, at=ReadLevel.METADATA, limit=LIMIT // 4)
    found = await channel.get(kibana.FIND, at=ReadLevel.LISTING, limit=LIMIT)
    return CheckReplies(replies=(status, found))


def judge(replies: Replies) -> Verdict:
    """Judge by the saved objects; by the status only when that API does not exist."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    patterns = _patterns(replies)
    if patterns is not None:
        said = f"{format_count(patterns, 'index pattern')}; Elasticsearch data not requested"
        return opened(ExposureKind.DATA if patterns else ExposureKind.EMPTY, said)
    if len(heard) < 2:
        return unknown(Reason.OTHER_PROTOCOL if replies and not heard else Reason.CUT)
    status, found = heard[:2]
    told = kibana.version(status)
    if told and found.status == 404 and int(told.partition(".")[0]) < 6:
        return opened(ExposureKind.METADATA, "full status")
    return denial(found) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {found.status}")


def measure(replies: Replies) -> Size:
    """Index patterns: a lower bound, because each stands for many documents."""
    patterns = _patterns(replies)
    return Size(records=patterns, at_least=patterns is not None)


def _patterns(replies: Replies) -> int | None:
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    return next((total for reply in heard if (total := kibana.total(reply)) is not None), None)


check = Check(
    title="Kibana readable without authentication",
    remedy=(
        "Enable security in the Elasticsearch behind it (`xpack.security.enabled: true` in "
        "elasticsearch.yml). Give Kibana its own user (`bin/elasticsearch-reset-password -u kibana_system`). "
        "Remove any `anonymous` provider from `xpack.security.authc.providers` in kibana.yml. OpenSearch "
        "Dashboards: install its security plugin and leave `opensearch_security.auth.anonymous_auth_enabled` "
        'set to false. Listen on loopback only (`server.host: "localhost"`). Close ports 5601 and 9200 in '
        "the firewall."
    ),
    french=Translation(
        title="Kibana lisible sans authentification",
        remedy=(
            "Activer la sécurité de l’Elasticsearch situé derrière (`xpack.security.enabled: true` dans "
            "elasticsearch.yml). Donner à Kibana son propre utilisateur (`bin/elasticsearch-reset-password "
            "-u kibana_system`). Retirer tout fournisseur `anonymous` de `xpack.security.authc.providers` "
            "dans kibana.yml. OpenSearch Dashboards : installer son greffon de sécurité et laisser "
            "`opensearch_security.auth.anonymous_auth_enabled` à false. N’écouter que sur la boucle locale "
            '(`server.host: "localhost"`). Fermer les ports 5601 et 9200 dans le pare-feu.'
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.elastic.co/guide/en/kibana/current/using-kibana-with-security.html",
        "https://www.elastic.co/guide/en/kibana/8.14/saved-objects-api-find.html",
    ),
    requests=2,
    sized_by="index patterns from `total` of the saved objects; a lower bound for the data behind them",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    control=True,
)
