"""The bodies of requests that only read: POST by path and exact body, PROPFIND by exact body. Everything else
that is posted is refused.

Some programs put their questions into a POST. Each row here was looked up in the program's own description
and asked of the real program, whose state was the same before and after (tests/servers).
"""

from __future__ import annotations

from collections.abc import Mapping

ETCD_COUNT = b'{"key":"AA==","range_end":"AA==","count_only":true}'
"""How many keys there are, of all: no key and no value is answered (etcd API reference, RangeRequest)."""
ETCD_STATUS = b"{}"
MLFLOW_RUNS = b'{"experiment_ids":["0"],"max_results":1}'
"""The newest run of the experiment that every MLflow begins with (MLflow REST API, Search Runs)."""

READING: Mapping[str, tuple[bytes, ...]] = {
    "/v3/kv/range": (ETCD_COUNT,),
    "/v3/maintenance/status": (ETCD_STATUS,),
    "/api/2.0/mlflow/runs/search": (MLFLOW_RUNS,),
}

DAV_NAMES = (
    b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/>'
    b"</prop></propfind>"
)
"""What kind, how large, how old (RFC 4918, 14.20). Without a body PROPFIND asks for everything that is known
of a file, which is several times as long."""


def reads(method: str, path: str, body: bytes) -> bool:
    """Is a request with this body known to only read?"""
    if method == "POST":
        return body in READING.get(path, ())
    return not body or (method == "PROPFIND" and body == DAV_NAMES)
