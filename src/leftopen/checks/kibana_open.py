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

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import kibana

LIMIT = 4096


def shows(heard: Heard) -> Shown | None:
    """The saved objects; the status only when that API does not exist. The number of patterns is a lower
    bound, because each stands for many documents."""
    patterns = next((total for reply in heard if (total := kibana.total(reply)) is not None), None)
    if patterns is not None:
        response = f"{format_count(patterns, 'index pattern')}; Elasticsearch data not requested"
        kind = ExposureKind.DATA if patterns else ExposureKind.EMPTY
        return Shown(kind=kind, said=response, size=Size(records=patterns, at_least=True))
    answer = kibana.version(heard[0])
    if answer and len(heard) > 1 and heard[1].status == 404 and int(answer.partition(".")[0]) < 6:
        return Shown(kind=ExposureKind.METADATA, said="full status")
    return None


def refused(heard: Heard) -> Verdict | None:
    """The status may be public or private on its own: only the saved objects count."""
    if len(heard) < 2:
        return unknown(Reason.CUT)
    return denial(heard[1]) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {heard[1].status}")


check = http_check(
    title="Kibana readable without authentication",
    remedy=(
        "Enable security in the Elasticsearch behind it (`xpack.security.enabled: true` in "
        "elasticsearch.yml). Give Kibana its own user (`bin/elasticsearch-reset-password -u kibana_system`). "
        "Remove any `anonymous` provider from `xpack.security.authc.providers` in kibana.yml. OpenSearch "
        "Dashboards: install its security plugin and leave `opensearch_security.auth.anonymous_auth_enabled` "
        'set to false. Listen on loopback only (`server.host: "localhost"`). Close ports 5601 and 9200 in '
        "the firewall."
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.elastic.co/guide/en/kibana/current/using-kibana-with-security.html",
        "https://www.elastic.co/guide/en/kibana/8.14/saved-objects-api-find.html",
    ),
    sized_by="index patterns from `total` of the saved objects; a lower bound for the data behind them",
    applies=served_by(*kibana.PRODUCTS),
    ask=Ask(path=kibana.STATUS, limit=LIMIT // 4),
    then=in_turn(Ask(path=kibana.FIND, limit=LIMIT, level=ReadLevel.LISTING)),
    requests=2,
    shows=shows,
    refused=refused,
    level=ReadLevel.LISTING,
)
