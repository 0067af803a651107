"""The bodies of read-only requests: POST by path and exact body, PROPFIND by exact body. Every other POST is
refused.

Some programs take their queries by POST. Each row here was verified in the program's own documentation and
against the real program, whose state was the same before and after (tests/servers).
"""

from __future__ import annotations

from collections.abc import Mapping

ETCD_COUNT = b'{"key":"AA==","range_end":"AA==","count_only":true}'
"""The number of all keys: the response has no key and no value (etcd API reference, RangeRequest)."""
ETCD_STATUS = b"{}"
MLFLOW_RUNS = b'{"experiment_ids":["0"],"max_results":1}'
"""The newest run of the experiment that every MLflow has from the start (MLflow REST API, Search Runs)."""

READING: Mapping[str, tuple[bytes, ...]] = {
    "/v3/kv/range": (ETCD_COUNT,),
    "/v3/maintenance/status": (ETCD_STATUS,),
    "/api/2.0/mlflow/runs/search": (MLFLOW_RUNS,),
}

DAV_NAMES = (
    b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/>'
    b"</prop></propfind>"
)
"""Kind, size, age (RFC 4918, 14.20). Without a body PROPFIND requests all properties of a file, several times
as many bytes."""


def reads(method: str, path: str, body: bytes) -> bool:
    """Is a request with this body known to be read-only?"""
    if method == "POST":
        return body in READING.get(path, ())
    return not body or (method == "PROPFIND" and body == DAV_NAMES)
