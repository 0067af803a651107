"""Prometheus: queries possible without authentication.

Requests the storage statistics and the scrape targets: a count of series and, at level `listing`, a few
kilobytes of target addresses. When no series is in memory, requests one label name, which covers everything
stored. No value is requested.

Open: the statistics. *Data* when there are series, *empty* when nothing is stored, *metadata* when an older
version gives no count. Prometheus has no separate right to read, so the statistics are the proof. Closed: 401
or 403.

False positives: a public demonstration. Prometheus data (machine names, versions, queues) is mostly not
personal; it shows an attacker which systems are weak.
"""

from __future__ import annotations

from leftopen.model.channel import Reply
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, probed_as
from leftopen.wire.products import prometheus


def then(heard: Heard) -> Ask | None:
    """The targets or, when no series is in memory, the labels."""
    if len(heard) > 1 or not prometheus.is_stats(heard[0]):
        return None
    path = prometheus.TARGETS if prometheus.series(heard[0]) else prometheus.LABELS
    return Ask(path=path, level=ReadLevel.LISTING)


def shows(heard: Heard) -> Shown | None:
    """The statistics alone decide whether it is open; their count decides what was readable. It is a lower
    bound, because series that ended hours ago are only on disk."""
    if not prometheus.is_stats(heard[0]):
        return None
    series = prometheus.series(heard[0])
    kind, reply = _readable(series, heard[1] if len(heard) > 1 else None)
    return Shown(kind=kind, said=reply, size=Size(records=series, at_least=series is not None))


def _readable(series: int | None, more: Reply | None) -> tuple[ExposureKind, str]:
    if series:
        watched = prometheus.targets(more) if more is not None else None
        targets = f", at least {format_count(watched, 'target')}" if watched else ""
        return ExposureKind.DATA, f"{format_count(series, 'series', 'series')} in memory{targets}"
    stored = prometheus.labels(more) if more is not None else None
    if stored:
        return ExposureKind.DATA, "series on disk, none in memory"
    if series == 0 and stored == 0:
        return ExposureKind.EMPTY, "no series"
    return ExposureKind.METADATA, "storage statistics"


check = http_check(
    title="Prometheus readable without authentication",
    remedy=(
        "Create a web.yml with `basic_auth_users: {NAME: HASH}` (create the hash with `htpasswd -nBC 10 "
        "NAME`) and `tls_server_config`. Start Prometheus with `--web.config.file=web.yml`. Listen on "
        "loopback only (`--web.listen-address=127.0.0.1:9090`). Remove `--web.enable-admin-api` and "
        "`--web.enable-lifecycle`. Close port 9090 in the firewall, and the ports of the exporters (9100 and "
        "above)."
    ),
    severity=Severity.MEDIUM,
    reads=ReadLevel.LISTING,
    references=(
        "https://prometheus.io/docs/operating/security/",
        "https://prometheus.io/docs/prometheus/latest/configuration/https/",
    ),
    sized_by="series in memory from headStats.numSeries; a lower bound",
    applies=probed_as("prometheus"),
    ask=Ask(path=prometheus.STATS),
    then=then,
    requests=2,
    shows=shows,
)
