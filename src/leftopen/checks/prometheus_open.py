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

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import prometheus

LIMIT = 4096


def applies(observation: Observation) -> bool:
    """The probe identified Prometheus, on any port."""
    return observation.module == "prometheus"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the statistics; then the targets or, when no series is in memory, the labels."""
    stats = await channel.get(prometheus.STATS, at=ReadLevel.METADATA, limit=LIMIT)
    if not prometheus.is_stats(stats) or not channel.level.allows(ReadLevel.LISTING):
        return CheckReplies(replies=(stats,))
    path = prometheus.TARGETS if prometheus.series(stats) else prometheus.LABELS
    return CheckReplies(replies=(stats, await channel.get(path, at=ReadLevel.LISTING, limit=LIMIT)))


def judge(replies: Replies) -> Verdict:
    """The statistics alone decide whether it is open; their count decides what was readable."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard or heard[0] is not replies[0]:
        return unknown(Reason.OTHER_PROTOCOL if replies and replies[0] else Reason.CUT)
    stats = heard[0]
    if not prometheus.is_stats(stats):
        return denial(stats) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {stats.status}")
    return _opened(prometheus.series(stats), heard[1] if len(heard) > 1 else None)


def _opened(series: int | None, more: Reply | None) -> Verdict:
    if series:
        watched = prometheus.targets(more) if more is not None else None
        targets = f", at least {format_count(watched, 'target')}" if watched else ""
        return opened(ExposureKind.DATA, f"{format_count(series, 'series', 'series')} in memory{targets}")
    stored = prometheus.labels(more) if more is not None else None
    if stored:
        return opened(ExposureKind.DATA, "series on disk, none in memory")
    if series == 0 and stored == 0:
        return opened(ExposureKind.EMPTY, "no series")
    return opened(ExposureKind.METADATA, "storage statistics")


def measure(replies: Replies) -> Size:
    """Series in memory: a lower bound, because series that ended hours ago are only on disk."""
    stats = replies[0] if replies else None
    series = prometheus.series(stats) if isinstance(stats, Reply) else None
    return Size(records=series, at_least=series is not None)


check = Check(
    title="Prometheus readable without authentication",
    remedy=(
        "Create a web.yml with `basic_auth_users: {NAME: HASH}` (create the hash with `htpasswd -nBC 10 "
        "NAME`) and `tls_server_config`. Start Prometheus with `--web.config.file=web.yml`. Listen on "
        "loopback only (`--web.listen-address=127.0.0.1:9090`). Remove `--web.enable-admin-api` and "
        "`--web.enable-lifecycle`. Close port 9090 in the firewall, and the ports of the exporters (9100 and "
        "above)."
    ),
    french=Translation(
        title="Prometheus lisible sans authentification",
        remedy=(
            "Créer un web.yml avec `basic_auth_users: {NAME: HASH}` (créer l’empreinte avec `htpasswd -nBC "
            "10 NAME`) et `tls_server_config`. Démarrer Prometheus avec `--web.config.file=web.yml`. "
            "N’écouter que sur la boucle locale (`--web.listen-address=127.0.0.1:9090`). Retirer "
            "`--web.enable-admin-api` et `--web.enable-lifecycle`. Fermer dans le pare-feu le port 9090 et "
            "les ports des exporters (9100 et au-delà)."
        ),
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://prometheus.io/docs/operating/security/",
        "https://prometheus.io/docs/prometheus/latest/configuration/https/",
    ),
    requests=2,
    sized_by="series in memory from headStats.numSeries; a lower bound",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
