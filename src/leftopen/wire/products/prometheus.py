"""Prometheus' HTTP interface: its status pages, which give counts and no metric values. Pure.

Source: the HTTP API reference of Prometheus (TSDB stats, targets, build information, label names).
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json

BUILD = "/api/v1/status/buildinfo"
HEALTHY = "/-/healthy"
STATS = "/api/v1/status/tsdb?limit=1"
TARGETS = "/api/v1/targets?state=active"
LABELS = "/api/v1/labels?limit=1"

_HOME = re.compile(r"(?:/[A-Za-z0-9._~-]{1,60}){0,4}/(?:graph|query)")
_FOUND = re.compile(rb'<a href="[^"<>]{1,300}">Found</a>\.\n\n')
_NUMBER = re.compile(r"v?(\d[\w.+~-]{0,38})")
_HEALTHY = re.compile(rb"Prometheus (?:Server )?is Healthy\.\n?")


def may_be(front: Reply) -> bool:
    """The redirect of "/" to the query page, with Go's body."""
    target = front.header("location")[:300]
    return front.status == 302 and bool(_HOME.fullmatch(target)) and bool(_FOUND.fullmatch(front.body))


def version(reply: Reply) -> str:
    """The version of the build, or ''. The revision beside it distinguishes Prometheus from compatible
    programs."""
    answer = data(reply)
    if not isinstance(answer, dict) or not isinstance(answer.get("revision"), str):
        return ""
    number = answer.get("version")
    found = _NUMBER.fullmatch(number) if isinstance(number, str) else None
    return found[1] if found else ""


def is_healthy(reply: Reply) -> bool:
    """Its own text, for versions that have no page about their build."""
    return reply.status == 200 and _HEALTHY.fullmatch(reply.body[:100]) is not None


def data(reply: Reply) -> Json:
    """The data of a successful response; None for every other."""
    answer = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    return answer.get("data") if isinstance(answer, dict) and answer.get("status") == "success" else None


def is_stats(reply: Reply) -> bool:
    """The statistics of its store, of any version."""
    answer = data(reply)
    return isinstance(answer, dict) and "seriesCountByMetricName" in answer


def series(reply: Reply) -> int | None:
    """Series in memory (the last hours), or None where it is missing."""
    answer = data(reply)
    head = answer.get("headStats") if isinstance(answer, dict) and is_stats(reply) else None
    count = head.get("numSeries") if isinstance(head, dict) else None
    good = isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 2**63
    return count if good and isinstance(count, int) else None


def targets(reply: Reply) -> int | None:
    """Active targets, as far as the page came; None when this is no such page."""
    if reply.status != 200 or not reply.body.startswith(b'{"status":"success","data":{"activeTargets":['):
        return None
    return len(partial_json.items(reply.body, "activeTargets"))


def labels(reply: Reply) -> int | None:
    """The number of listed label names, of all stored data; None when this is no such list. A truncated one
    lists one at least."""
    start = b'{"status":"success","data":["'
    if reply.status == 200 and reply.cut and reply.body.startswith(start):
        return 1
    answer = data(reply)
    return len(answer) if isinstance(answer, list) and all(isinstance(name, str) for name in answer) else None
