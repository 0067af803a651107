"""The POST requests that only read, by path and exact body. Everything else that is posted is refused.

Some programs put their questions into a POST. Each row here was looked up in the program's own description
and asked of the real program, whose state was the same before and after (tests/servers).
"""

from __future__ import annotations

from collections.abc import Mapping

ETCD_COUNT = b'{"key":"AA==","range_end":"AA==","count_only":true}'
"""How many keys there are, of all: no key and no value is answered (etcd API reference, RangeRequest)."""
ETCD_STATUS = b"{}"

READING: Mapping[str, tuple[bytes, ...]] = {
    "/v3/kv/range": (ETCD_COUNT,),
    "/v3/maintenance/status": (ETCD_STATUS,),
}
