"""Erases rows of the engine: the excerpts and evidence of some findings, or everything about some addresses.

What was said and when stays in a transcript, with its digests, so that proofs stay valid; only the excerpts
go. Each statement may run again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from leftopen.store.engine.client import Client
from leftopen.store.engine.mutations import Stops, change

TOGETHER = 500
OF_ADDRESS = ("services", "history", "observation_index", "verdicts", "absences", "sites")
SCANNED = ("services", "history")
_HEX = re.compile(r"[0-9a-f]{1,64}")
_LINES = "JSONExtract(transcript, 'Array(Tuple(Bool, Float64, UInt32, String, String))')"
_BARE = f"toJSONString(arrayMap(l -> (l.1, l.2, l.3, l.4, ''), {_LINES}))"


def erase_excerpts(client: Client, findings: Sequence[str], stopped: Stops) -> None:
    """Removes evidence, and the excerpts of transcripts; where there are none, nothing is rewritten. Raises
    StoreFailed, Stopped."""
    for some in _lists(findings):
        own = f"finding IN ({some})"
        if _any(client, "findings", own):
            change(client, "findings", f"DELETE FROM findings WHERE {own}", stopped)  # noqa: S608
        condition = f"{own} AND transcript != '' AND transcript != {_BARE}"
        if _any(client, "verdicts", condition):
            bare = f"ALTER TABLE verdicts UPDATE transcript = {_BARE} WHERE {condition}"
            change(client, "verdicts", bare, stopped)


def findings_of(client: Client, low: str, high: str) -> list[str]:
    """The findings whose verdicts are of addresses in this range (its ends included)."""
    sql = f"SELECT DISTINCT finding FROM verdicts WHERE {_RANGE}"  # noqa: S608
    return [str(row["finding"]) for row in client.query(sql, {"low": low, "high": high})]


def count(client: Client, low: str, high: str) -> int:
    """How many rows there are of addresses in this range."""
    asked = " + ".join(f"(SELECT count() FROM {table} WHERE {_RANGE})" for table in OF_ADDRESS)  # noqa: S608
    return int(client.query(f"SELECT {asked} AS n", {"low": low, "high": high})[0]["n"])


def scans_of(client: Client, low: str, high: str) -> list[str]:
    """The ids of the scans and imports that stored rows of addresses in this range."""
    asked = " UNION DISTINCT ".join(f"SELECT scan FROM {table} WHERE {_RANGE}" for table in SCANNED)  # noqa: S608
    return sorted(str(row["scan"]) for row in client.query(asked, {"low": low, "high": high}))


def erase_range(client: Client, low: str, high: str, stopped: Stops) -> None:
    """Removes every row of addresses in this range. Both ends are addresses, checked by the caller. Raises
    StoreFailed, Stopped."""
    within = f"address BETWEEN toIPv6('{low}') AND toIPv6('{high}')"
    for table in OF_ADDRESS:
        change(client, table, f"DELETE FROM {table} WHERE {within}", stopped)  # noqa: S608


_RANGE = "address BETWEEN toIPv6({low:String}) AND toIPv6({high:String})"


def _any(client: Client, table: str, condition: str) -> bool:
    return bool(client.query(f"SELECT 1 AS one FROM {table} WHERE {condition} LIMIT 1"))  # noqa: S608


def _lists(ids: Sequence[str]) -> Iterator[str]:
    for begin in range(0, len(ids), TOGETHER):
        some = ids[begin : begin + TOGETHER]
        if not all(_HEX.fullmatch(id) for id in some):
            raise ValueError("an id of a finding is not hexadecimal")
        yield ", ".join(f"'{id}'" for id in some)
