"""Finds what is new, changed or gone since a time, from the narrow table of all observations, the verdicts
and the absences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leftopen.errors import BadQuery
from leftopen.model.address import Address
from leftopen.model.change import Change, ChangeKind
from leftopen.query.values import micros
from leftopen.store.engine.client import Client
from leftopen.store.observations.rows import time, wide_id
from leftopen.store.search.columns import SEEN_GONE
from leftopen.store.search.search_query import LIMITS

MOST = 10_000
_SINCE = "fromUnixTimestamp64Micro({since:Int64}, 'UTC')"
_OVER = "OVER (PARTITION BY service ORDER BY timestamp, id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"
# Only the addresses that were seen since then; for those every row, to know the state before.
_COMPARED = f"""SELECT timestamp, id, service, address, port, transport, hash,
lagInFrame(id, 1, toUInt128(0)) {_OVER} AS before, lagInFrame(hash, 1, toInt32(0)) {_OVER} AS old,
min((timestamp, id)) OVER (PARTITION BY address) AS first
FROM observation_index WHERE address IN (SELECT address FROM observation_index WHERE timestamp >= {_SINCE})"""  # noqa: S608
SEEN = f"""SELECT toUnixTimestamp64Micro(timestamp) AS at, id, service, address, port, transport, before,
multiIf((timestamp, id) = first, 'new_host', before = 0, 'new_port', 'changed_banner') AS kind
FROM ({_COMPARED}) WHERE timestamp >= {_SINCE} AND (before = 0 OR hash != old)
ORDER BY timestamp, id LIMIT {{n:UInt32}} {LIMITS}"""  # noqa: S608
_LOOKS = "PARTITION BY finding ORDER BY at, look ROWS BETWEEN 1 PRECEDING AND CURRENT ROW"
_NAMES = "address, port, transport, service, observation, check, state"
_TURNED = f"""SELECT at, look, {_NAMES}, lagInFrame(state, 1, '') OVER ({_LOOKS}) AS old
FROM verdicts WHERE state IN ('open', 'closed')
AND finding IN (SELECT finding FROM verdicts WHERE at >= {_SINCE})"""  # noqa: S608
JUDGED = f"""SELECT toUnixTimestamp64Micro(at) AS at_us, {_NAMES} FROM ({_TURNED})
WHERE at >= {_SINCE} AND ((state = 'open' AND old != 'open') OR (state = 'closed' AND old = 'open'))
ORDER BY at, look LIMIT {{n:UInt32}} {LIMITS}"""  # noqa: S608

GONE = f"""SELECT toUnixTimestamp64Micro(since) AS at, service, address, port, transport FROM absences FINAL
WHERE since >= {_SINCE} AND {SEEN_GONE} ORDER BY since, service LIMIT {{n:UInt32}} {LIMITS}"""  # noqa: S608


def changes(client: Client, since: datetime, limit: int) -> list[Change]:
    """Oldest first, from `since` on. Raises BadQuery for a limit that is out of bounds."""
    if not 0 < limit <= MOST:
        raise BadQuery(f"the number of changes must be between 1 and {MOST}")
    params = {"since": micros(since), "n": limit}
    found = [_seen(row) for row in client.query(SEEN, params)]
    found += [_judged(row) for row in client.query(JUDGED, params)]
    found += [_gone(row) for row in client.query(GONE, params)]
    return sorted(found, key=lambda change: (change.at, change.kind, change.service))[:limit]


def _seen(row: Mapping[str, Any]) -> Change:
    before = int(row["before"])
    return Change(
        at=time(row["at"]), kind=ChangeKind(row["kind"]), address=Address.parse(row["address"]),
        port=row["port"], transport=row["transport"], service=wide_id(row["service"]),
        observation=wide_id(row["id"]), before=wide_id(before) if before else "",
    )  # fmt: skip


def _judged(row: Mapping[str, Any]) -> Change:
    kind = ChangeKind.NEWLY_READABLE if row["state"] == "open" else ChangeKind.NEWLY_CLOSED
    return Change(
        at=time(row["at_us"]), kind=kind, address=Address.parse(row["address"]), port=row["port"],
        transport=row["transport"], service=row["service"], observation=row["observation"],
        check=row["check"],
    )  # fmt: skip


def _gone(row: Mapping[str, Any]) -> Change:
    return Change(
        at=time(row["at"]), kind=ChangeKind.GONE, address=Address.parse(row["address"]), port=row["port"],
        transport=row["transport"], service=wide_id(row["service"]), observation="",
    )  # fmt: skip
