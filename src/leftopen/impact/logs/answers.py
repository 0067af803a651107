"""The verdict of each item, from what was counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from leftopen.impact.logs import lists
from leftopen.impact.logs.clients import instant, numbers
from leftopen.impact.logs.exports import FILTERED
from leftopen.impact.logs.items import How
from leftopen.impact.logs.judge_line import Outcome
from leftopen.impact.logs.open_reads import PACKED, UNKNOWN_SIZE_BODY, OpenReads, Sessions, whose
from leftopen.model.access_logs import Item, ItemAnswer, ReadVerdict, VerdictCount
from leftopen.store.engine.scratch import ScratchEngine

ADDRESSES = 20
TOGETHER = 1_000_000
"""So many rows of reads are answered for at once; of more, one share of the items after the other, so that
memory does not grow with them."""
HEADERS = 1024
"""Where the log counts the headers too, an answer is longer than the item by at most about so much."""
REASONS = (
    "whole_answer", "fewer_bytes", "range", "length_unknown", "revalidated", "refusal_as_large",
    "unclear_status",
    "edge_of_window", "query", "same_id", "same_name", "same_length", "several_items_on_path", "own_proxy",
    "other_spelling", "cut",
)  # fmt: skip
"""In the order of their bits."""


def _rows(skipped: Collection[int], proxies: Collection[str], share: str = "1") -> str:
    """One row for each item, client and way. `share`: which items, by their `n`."""
    merged = (
        "SELECT key, how, outcome, place, client, sum(n) AS reads, sum(bytes) AS sent, max(most) AS longest, "
        f"min(least) AS shortest, min(first) AS first_at, max(last) AS last_at FROM reads "
        f"WHERE file NOT IN ({numbers(skipped)}) AND how < {int(How.OPEN)} "
        f"AND key IN (SELECT key FROM keys WHERE {share}) GROUP BY key, how, outcome, place, client"
    )
    return (
        f"SELECT k.n AS item, k.size AS size, k.shared AS shared, r.how AS how, r.outcome AS outcome, "
        f"r.place AS place, r.client AS client, r.reads AS reads, r.sent AS sent, r.longest AS longest, "
        f"r.shortest AS shortest, r.first_at AS first_at, r.last_at AS last_at, {whose(proxies)} AS own "
        f"FROM ({merged}) AS r INNER JOIN (SELECT * FROM keys WHERE {share}) AS k "
        "ON r.key = k.key AND r.how = k.how"
    )


def shows_a_file(engine: ScratchEngine, skipped: Collection[int]) -> bool:
    """Did anybody get a whole answer with the name and the length of an item whose path nobody knows? Then
    the logs are of the server that has it."""
    row = engine.query(
        f"SELECT count() AS n FROM ({_rows(skipped, ())}) AS r INNER JOIN items AS i ON i.n = r.item "
        f"WHERE i.path = '' AND r.how = {int(How.NAME)} AND r.outcome = {int(Outcome.FULL)} AND r.shared = 1 "
        f"AND r.size > 0 AND r.longest >= r.size AND r.longest <= r.size + {HEADERS}"
    )[0]
    return int(row["n"]) > 0


def _level() -> str:
    """3 whole, 2 in part, 1 possibly, 0 not, of one row."""
    fits = f"size > 0 AND longest >= size AND longest <= size + {HEADERS}"
    named = (
        f"multiIf(how IN ({int(How.PATH)}, {int(How.FOLDED)}), 1, how = {int(How.QUERIED)}, "
        f"size > 0 AND longest >= size, how IN ({int(How.NAME)}, {int(How.ID)}), "
        f"{fits} AND (how = {int(How.ID)} OR pathless), 0)"
    )
    sure = f"({named}) AND shared = 1 AND place = 1 AND own = 0"
    sent = f"outcome IN ({int(Outcome.FULL)}, {int(Outcome.PARTIAL)}, {int(Outcome.CUT)})"
    everything = "size < 0 OR longest < 0 OR longest >= size"
    whole = (
        f"multiIf(outcome = {int(Outcome.CUT)}, 0, outcome = {int(Outcome.FULL)}, {everything}, "
        "size > 0 AND longest = size)"
    )
    large = f"longest < 0 OR (size >= 0 AND longest >= size) OR (size < 0 AND longest > {UNKNOWN_SIZE_BODY})"
    return (
        f"multiIf(own = 1, 0, outcome = {int(Outcome.REFUSED)}, toUInt8({large}), "
        f"({sure}) AND {sent}, if({whole}, 3, 2), 1)"
    )


def _bits() -> str:
    """The reasons of one row."""
    full, partial = int(Outcome.FULL), int(Outcome.PARTIAL)
    tests = (
        "level = 3", f"level = 2 AND outcome = {full}", f"outcome = {partial}",
        f"outcome = {full} AND longest < 0",
        f"outcome = {int(Outcome.REVALIDATED)}", f"outcome = {int(Outcome.REFUSED)}",
        f"outcome = {int(Outcome.UNCLEAR)}", "place = 2", f"how = {int(How.QUERIED)}", f"how = {int(How.ID)}",
        f"how = {int(How.NAME)}", f"how = {int(How.SIZE)}", "shared > 1", "own = 2",
        f"how = {int(How.FOLDED)}", f"outcome = {int(Outcome.CUT)}",
    )  # fmt: skip
    return " + ".join(f"toUInt32({test}) * {1 << bit}" for bit, test in enumerate(tests))


def answers(
    engine: ScratchEngine,
    skipped: Collection[int],
    proxies: Collection[str],
    limits: Sequence[str],
    *,
    no_shared_mailboxes: bool = False,
    silent: tuple[bool, bool] = (False, False),
) -> Iterator[ItemAnswer]:
    """Of every item, in their order. `limits`: codes of what is missing for `not_served`, () for nothing.
    `no_shared_mailboxes`: somebody vouches that no user can open the mailbox of another. `silent`: the logs
    tell nothing of messages, or of files."""
    opened = Sessions.of(engine, skipped, proxies, no_shared_mailboxes=no_shared_mailboxes)
    parts = 1 + int(engine.query("SELECT count() AS n FROM reads")[0]["n"]) // TOGETHER
    rows = [row for part in range(parts) for row in _told(engine, skipped, proxies, f"n % {parts} = {part}")]
    rows.sort(key=lambda row: int(row["n"]))
    return (_answer(row, opened.around(row["mailboxes"]), _limits(row, limits, silent)) for row in rows)


def _told(
    engine: ScratchEngine, skipped: Collection[int], proxies: Collection[str], share: str
) -> list[dict[str, Any]]:
    """A row for each item of that share."""
    rows = _rows(skipped, proxies, share).replace(
        "k.size AS size,", "k.size AS size, i.path = '' AS pathless,"
    ) + (" INNER JOIN items AS i ON i.n = k.n")
    # Two steps, because a set of all clients of an item can't be spilled, and rows can.
    of_client = (
        f"SELECT item, client, max(level) AS top, groupBitOr(if(level > 0, {_bits()}, 0)) AS bits, "
        "sumIf(reads, level > 0) AS times, sumIf(sent, level > 0) AS out, "
        "minIf(first_at, level > 0) AS since, maxIf(last_at, level > 0) AS until, "
        "sumIf(reads, own = 1 AND outcome IN (1, 2, 6)) AS ours "
        f"FROM (SELECT *, {_level()} AS level FROM ({rows})) GROUP BY item, client"
    )
    found = (
        "SELECT item, max(c.top) AS top, groupBitOr(c.bits) AS bits, sum(c.times) AS times, "
        "countIf(c.top > 0) AS people, sum(c.out) AS out, minIf(c.since, c.top > 0) AS since, "
        "maxIf(c.until, c.top > 0) AS until, "
        f"groupArraySortedIf({ADDRESSES})(client, c.top > 0) AS who, sum(c.ours) AS ours "
        f"FROM ({of_client}) AS c GROUP BY item"
    )
    return engine.query(
        "SELECT items.n AS n, toValidUTF8(id) AS id, toValidUTF8(items.path) AS path, "
        "toValidUTF8(name) AS name, items.size AS size, toValidUTF8(message) AS message, "
        "mailboxes, top, bits, times, people, out, toUnixTimestamp64Milli(since) AS first, "
        "toUnixTimestamp64Milli(until) AS last, arrayMap(x -> toValidUTF8(x), who) AS who, ours "
        f"FROM items LEFT JOIN ({found}) AS f ON items.n = f.item WHERE items.{share}"
    )


def _answer(row: Mapping[str, Any], opened: OpenReads, limits: tuple[str, ...]) -> ItemAnswer:
    item = Item(
        id=row["id"],
        path=row["path"],
        name=row["name"],
        size=int(row["size"]),
        message=row["message"],
        mailboxes=tuple(row["mailboxes"]),
    )
    bits, top, times = int(row["bits"]), int(row["top"]), int(row["times"])
    reasons = [name for bit, name in enumerate(REASONS) if bits >> bit & 1]
    other = opened.reason(item.size)
    reasons += [other] if other and top < 3 else []
    verdict = _verdict(top, bool(other), bool(limits))
    return ItemAnswer(
        item=item,
        verdict=verdict,
        reasons=tuple(reasons),
        limits=limits if verdict is ReadVerdict.UNKNOWN else (),
        reads=times,
        clients=int(row["people"]),
        bytes=int(row["out"]),
        own_reads=int(row["ours"]),
        first=instant(row["first"]) if times else None,
        last=instant(row["last"]) if times else None,
        addresses=tuple(row["who"]),
    )


def _limits(row: Mapping[str, Any], limits: Sequence[str], silent: tuple[bool, bool]) -> tuple[str, ...]:
    """Of one item: a message has neither path nor name."""
    unheard = silent[bool(row["path"] or row["name"])]
    return tuple(sorted({*limits, FILTERED})) if unheard else tuple(limits)


def _verdict(top: int, possible: bool, limited: bool) -> ReadVerdict:
    if top >= 2:
        return ReadVerdict.SERVED if top == 3 else ReadVerdict.SERVED_IN_PART
    if top or possible:
        return ReadVerdict.POSSIBLY
    return ReadVerdict.UNKNOWN if limited else ReadVerdict.NOT_SERVED


def readers_by_group(engine: ScratchEngine, skipped: Collection[int]) -> dict[str, int]:
    """How many clients of each group got an item, or may have: also by a session or another path that may
    give any item, and by a refusal that is as large as one."""
    own, listed = lists.found("own", "g", "client"), lists.found("listed", "g", "client")
    refused, item = f"outcome = {int(Outcome.REFUSED)}", f"how < {int(How.OPEN)}"
    body = f"if(size < 0, {UNKNOWN_SIZE_BODY + 1}, size)"
    least = engine.query(f"SELECT min(greatest(size, 0)) AS packed, min({body}) AS refused FROM items")[0]
    packed = max(1, -(-int(least["packed"]) // PACKED))
    holds = f"most >= if({refused}, {least['refused']}, {packed})"
    other = f"how IN ({int(How.OPEN)}, {int(How.LIST)}) AND (most < 0 OR {holds})"
    read = f"FROM reads WHERE file NOT IN ({numbers(skipped)})"
    clients = (
        f"SELECT client {read} AND (({item} AND NOT {refused}) OR ({other})) UNION ALL "
        f"SELECT client FROM (SELECT client, key, how, most {read} AND {item} AND {refused}) AS r INNER JOIN "
        f"(SELECT * FROM keys WHERE key IN (SELECT key {read} AND {item} AND {refused})) AS k "
        f"ON r.key = k.key AND r.how = k.how WHERE most < 0 OR most >= {body}"
    )
    rows = engine.query(
        f"SELECT multiIf({own} != '', 'own', {listed} != '', {listed}, 'unknown') AS kind, count() AS people "
        f"FROM (SELECT client FROM ({clients}) GROUP BY client) GROUP BY kind"
    )
    return {str(row["kind"]): int(row["people"]) for row in rows}


def counts(found: Collection[ItemAnswer]) -> tuple[VerdictCount, ...]:
    """Of each verdict, with bounds: what was possibly served, or cannot be known, may be any of the others;
    what was served in part may have been served whole, compressed or in pieces."""
    of = Counter(one.verdict for one in found)
    open_ = of[ReadVerdict.POSSIBLY] + of[ReadVerdict.UNKNOWN]
    most = {
        ReadVerdict.SERVED: of[ReadVerdict.SERVED] + of[ReadVerdict.SERVED_IN_PART] + open_,
        ReadVerdict.SERVED_IN_PART: of[ReadVerdict.SERVED_IN_PART] + open_,
        ReadVerdict.NOT_SERVED: of[ReadVerdict.NOT_SERVED] + open_,
    }
    least = {ReadVerdict.SERVED_IN_PART: 0, ReadVerdict.POSSIBLY: 0, ReadVerdict.UNKNOWN: 0}
    return tuple(
        VerdictCount(
            verdict=one, count=of[one], at_least=least.get(one, of[one]), at_most=most.get(one, of[one])
        )
        for one in ReadVerdict
    )
