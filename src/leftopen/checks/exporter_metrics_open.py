"""A Prometheus exporter (such as node_exporter): metrics readable without authentication.

Requests the front page, and of an exporter the first 8 KiB of its metrics. They are read in memory to count
their kinds; none is stored.

Open: a front page that names an exporter, and at least three kinds of metrics that are declared, each with a
value, in the text of Prometheus. Always *metadata*: metrics name versions, disks and network cards, not their
contents. Closed: 401, 403 or a login page, for the front page or for the metrics.

False positives: metrics that are published on purpose. Other programs serve such metrics, too; they are not
exporters, and this check is not about them.
"""

from __future__ import annotations

import re

from leftopen.formats.banner import text
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Verdict
from leftopen.present.humanize import format_count
from leftopen.wire.http.fingerprints.programs import is_exporter
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.http_denial import denial

LEAST = 3
_KIND = re.compile(
    r"^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]{0,200}) (?:counter|gauge|histogram|summary|untyped)$", re.MULTILINE
)
_NAME = re.compile(
    r"^([a-zA-Z_:][a-zA-Z0-9_:]{0,200})(?:\{[^\n]{0,900}\})? [-+0-9.eEINaf]{1,40}$", re.MULTILINE
)


def refused(heard: Heard) -> Verdict | None:
    """For the front page, or for the metrics behind it."""
    return next((verdict for reply in heard if (verdict := denial(reply))), None)


def shows(heard: Heard) -> Shown | None:
    """Kinds that are declared and have a value; a lower bound when the text was cut."""
    last = heard[-1]
    if len(heard) < 2 or last.status != 200 or not last.body.startswith(b"# ") or not is_exporter(heard[0]):
        return None
    page = text(last.body)[0]
    valued = set(_NAME.findall(page))
    kinds = [kind for kind in _KIND.findall(page) if valued & _names(kind)]
    if len(kinds) < LEAST:
        return None
    reply = (
        f"{'at least ' if last.cut else ''}{format_count(len(kinds), 'kind of metric', 'kinds of metrics')}"
    )
    size = Size(records=len(kinds), at_least=last.cut)
    return Shown(kind=ExposureKind.METADATA, said=reply, size=size)


def _names(kind: str) -> set[str]:
    """The kind itself, and what a histogram or summary adds to its name."""
    return {kind, f"{kind}_sum", f"{kind}_count", f"{kind}_bucket"}


check = http_check(
    title="Exporter metrics readable without authentication",
    remedy=(
        "Create a web.yml with `basic_auth_users: {NAME: HASH}` (create the hash with `htpasswd -nBC 10 "
        "NAME`) and `tls_server_config`. Start the exporter with `--web.config.file=web.yml` and "
        "`--web.listen-address=10.0.0.1:9100` (an internal address). Allow only Prometheus through the "
        "firewall, on the ports of the exporters (9100 and above)."
    ),
    severity=Severity.LOW,
    references=(
        "https://prometheus.io/docs/operating/security/#exporters",
        "https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md",
    ),
    sized_by="kinds of metrics in the first 8 KiB; a lower bound when there are more",
    applies=served_by("Prometheus exporter"),
    ask=Ask(path="/", limit=8 * 1024),
    then=in_turn(Ask(path="/metrics", limit=8 * 1024), when=is_exporter),
    requests=2,
    shows=shows,
    refused=refused,
)
