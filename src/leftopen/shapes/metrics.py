"""Metrics: the exposition text of Prometheus or OpenMetrics, of any program that prints it; or a machine's
figures in JSON.

Open: at least five lines of a name, labels and a number, nearly all lines of the answer, with a family of the
process or runtime, or with two lines that declare a type. In JSON: five numbers or more, at least half of
all, whose keys speak of traffic, load, memory, connections and the like, in three of these words or more, two
of them of something that runs. Metadata: it names versions, sizes and paths.

Intent: *left open* when labels hold internal addresses, names of hosts or users; else undetermined: metrics
of public services are often meant to be scraped. JSON with the marks of a publisher is *published*.

False positives: a page that explains metrics is HTML, and its examples are not most of its lines. A catalogue
of computers tells memory and speed, but nothing that runs.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Reply
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.machine_figures import machine_figures
from leftopen.wire.http.pages.page_lines import is_markup, lines
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.http.pages.public_marks import why_published

LEAST, TYPES, SAMPLED = 5, 2, 16 * 1024
_LINE = re.compile(
    r"([a-zA-Z_:][a-zA-Z0-9_:]{0,200})(\{[^\n]{0,900}\})?[ \t]{1,8}"
    r"[-+]?(?:\d[\d.eE+-]{0,40}|Inf|NaN)(?:[ \t]+-?[\d.]{1,20})?(?: #[^\n]{0,200})?"
)
_TYPE = re.compile(
    r"# TYPE [a-zA-Z_:][\w:]{0,200} "
    r"(?:counter|gauge|histogram|summary|untyped|unknown|info|stateset|gaugehistogram)"
)
_FAMILY = re.compile(r"(?:process|go|jvm|python|nodejs|dotnet|node|ruby|rust|promhttp|php|beam|erlang_vm)_\w")
_LABEL = re.compile(r'([a-zA-Z_]\w{0,60})="([^"\\]{1,200})"')
_INTERNAL = re.compile(
    r"\b(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.\d{1,3}\.\d{1,3}\b|"
    r"\b[fF][cdCD][0-9a-fA-F]{2}:[0-9a-fA-F:]{2,35}|"
    r"[\w-]\.(?:local|lan|internal|intranet|corp|home|localdomain|priv|private|intra)(?::\d{1,5})?$"
)
_HOST = frozenset({"nodename", "hostname", "host_name", "computername"})
_USER = frozenset({"user", "username", "user_name", "login", "email", "account", "usename"})
_NOBODY = frozenset(
    {"", "localhost", "root", "none", "null", "unknown", "all", "anonymous", "total", "(none)", "-"}
)


def judge(answer: Answer) -> ShapeMatch | None:
    """Series by their form."""
    if answer.reply.status != 200 or is_markup(answer):
        return None
    if answer.data is not None:
        return _from_json(answer)
    found = lines(answer)
    series = [line for line in found if line[0] != "#" and _LINE.fullmatch(line) is not None]
    plain = sum(line[0] != "#" for line in found)
    if len(series) < LEAST or len(series) * 10 < plain * 9:
        return None
    typed = sum(_TYPE.fullmatch(line) is not None for line in found if line[0] == "#")
    if typed < TYPES and not any(_FAMILY.match(line) for line in series):
        return None
    signs = _signs(series)
    labelled = "\n".join(line for line in series if "{" in line).encode("utf-8", "replace")[:SAMPLED]
    return ShapeMatch(
        kind=ExposureKind.METADATA,
        said=f"at least {format_count(len(series), 'time series', 'time series')}",
        intent=Intent.LEFT_OPEN if signs else Intent.UNDETERMINED,
        why=f"labels hold {' and '.join(signs)}" if signs else "metrics without names of hosts or users",
        size=Size(records=len(series), at_least=True),
        sample=Sample(("metrics.txt", "text/plain", labelled)) if labelled else Sample(),
    )


def _from_json(answer: Answer) -> ShapeMatch | None:
    figures = machine_figures(answer.data)
    if not figures:
        return None
    published = why_published(answer)
    return ShapeMatch(
        kind=ExposureKind.METADATA,
        said=f"at least {format_count(figures, 'figure')} of a machine",
        intent=Intent.PUBLISHED if published else Intent.UNDETERMINED,
        why=published or "metrics without names of hosts or users",
        size=Size(records=figures, at_least=True),
    )


def _signs(series: list[str]) -> list[str]:
    """What the labels tell about the inside, in a fixed order."""
    internal = host = user = False
    for line in series:
        for label, value in _LABEL.findall(line):
            key, telling = label.lower(), value.lower() not in _NOBODY
            internal = internal or _INTERNAL.search(value) is not None
            host = host or (key in _HOST and telling)
            user = user or (key in _USER and telling and not value.isdigit())
    named_values = ((internal, "internal addresses"), (host, "names of hosts"), (user, "names of users"))
    return [words for seen, words in named_values if seen]


def _example(body: str, kind: str = "text/plain; version=0.0.4") -> Answer:
    return read_answer("/metrics", Reply(status=200, headers=(("Content-Type", kind),), body=body.encode()))


_PROCESS = (
    "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 12.5\nprocess_open_fds 14\n"
    "process_resident_memory_bytes 1.5e+07\nprocess_start_time_seconds 1.6758e+09\nprocess_max_fds 1024\n"
)

_TRAFFIC = '{"eth0":{"recv_total":7,"recv_speed":1,"sent_total":9,"sent_speed":2},"uptime":50}'

shape = Shape(
    title="Metrics readable without authentication",
    remedy=(
        "Bind the metrics port to loopback or to the monitoring network, or require a login or a client "
        "certificate in front of `/metrics` (Prometheus exporters: `--web.config.file` with basic "
        "authentication or mutual TLS). Remove labels that name users."
    ),
    severity=Severity.LOW,
    references=("https://prometheus.io/docs/instrumenting/exposition_formats/",),
    sized_by="number of series in the part that was read, a lower bound",
    judge=judge,
    hits=(
        _example(_PROCESS),
        _example(_PROCESS + 'node_uname_info{nodename="db1.internal",sysname="Linux"} 1\n'),
        _example(_TRAFFIC, "application/json"),
    ),
    misses=(
        _example("uptime 5\nrequests 7\nerrors 0\nqueue 12\nworkers 4\n"),
        _example("process_open_fds 14\nprocess_max_fds 1024\n"),
        _example(
            '{"name":"A","cpu":8,"memory":16,"disk":512,"speed":3,"heap":1,"price":9}', "application/json"
        ),
        _example("<html><body><pre>\n" + _PROCESS + "</pre></body></html>", "text/html"),
    ),
)
