"""A Prometheus that anyone may query.

Asks for the statistics of its store, and for the targets that it watches: a count of series and, at the level
of listings, a few kilobytes of the addresses it measures. Where no series is in memory, one name of a label
is asked for, which looks into everything stored. No value is asked for.

Open: the statistics. *Data* when there are series, *empty* when nothing is stored at all, *metadata* when an
older version gives no count. There is no right to read apart from the right to connect, so the statistics
prove it. Closed: 401 or 403.

False positives: a public demonstration. What a Prometheus knows (names of machines, versions, queues) is
mostly no personal data; it is a map for whoever looks for the next weak place.
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
    """The probe named Prometheus, on any port."""
    return observation.module == "prometheus"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the statistics; then the targets or, where no series is in memory, the labels."""
    stats = await channel.get(prometheus.STATS, at=ReadLevel.METADATA, limit=LIMIT)
    if not prometheus.is_stats(stats) or not channel.level.allows(ReadLevel.LISTING):
        return CheckReplies(replies=(stats,))
    path = prometheus.TARGETS if prometheus.series(stats) else prometheus.LABELS
    return CheckReplies(replies=(stats, await channel.get(path, at=ReadLevel.LISTING, limit=LIMIT)))


def judge(replies: Replies) -> Verdict:
    """Open by the statistics alone; how much by their count."""
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
        targets = f", {format_count(watched, 'target')} at least" if watched else ""
        return opened(ExposureKind.DATA, f"{format_count(series, 'series', 'series')} in memory{targets}")
    stored = prometheus.labels(more) if more is not None else None
    if stored:
        return opened(ExposureKind.DATA, "series on disk, none in memory")
    if series == 0 and stored == 0:
        return opened(ExposureKind.EMPTY, "no series")
    return opened(ExposureKind.METADATA, "the statistics of its store")


def measure(replies: Replies) -> Size:
    """Series in memory: a lower bound, since those that ended hours ago are on disk only."""
    stats = replies[0] if replies else None
    series = prometheus.series(stats) if isinstance(stats, Reply) else None
    return Size(records=series, at_least=series is not None)


check = Check(
    title="Measurements that anyone can query (Prometheus)",
    remedy=(
        "Write a web.yml with `basic_auth_users: {NAME: HASH}` (the hash by `htpasswd -nBC 10 NAME`) and "
        "`tls_server_config`, start with `--web.config.file=web.yml`, and listen inside only "
        "(`--web.listen-address=127.0.0.1:9090`). Leave out `--web.enable-admin-api` and "
        "`--web.enable-lifecycle`. Close port 9090 in the firewall, and those of the exporters (9100 and "
        "above) too."
    ),
    french=Translation(
        title="Des mesures que chacun peut interroger (Prometheus)",
        remedy=(
            "Écrire un web.yml avec `basic_auth_users: {NAME: HASH}` (l’empreinte par `htpasswd -nBC 10 "
            "NAME`) et `tls_server_config`, démarrer avec `--web.config.file=web.yml`, et n’écouter qu’à "
            "l’intérieur (`--web.listen-address=127.0.0.1:9090`). Omettre `--web.enable-admin-api` et "
            "`--web.enable-lifecycle`. Fermer dans le pare-feu le port 9090, et ceux des exporters (9100 "
            "et au-delà)."
        ),
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://prometheus.io/docs/operating/security/",
        "https://prometheus.io/docs/prometheus/latest/configuration/https/",
    ),
    requests=2,
    sized_by="series in memory by headStats.numSeries, a lower bound",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
