"""What is kept while the logs are read: nothing of a line that concerns no item, but its count.

Lines go into a table that keeps none; views add them up. So a log of any size is read once, in a few blocks
of memory, and what grows with the clients is on disk.
"""

from __future__ import annotations

from leftopen.store.engine.scratch import ScratchEngine

READ_COLUMNS = {
    "c_understood": "UInt8", "c_at": "DateTime64(3, 'UTC')", "c_client": "String", "c_method": "String",
    "c_target": "String", "c_status": "UInt16", "c_bytes": "Int64", "c_agent": "String", "c_server": "String",
    "c_host": "String", "c_kind": "String", "c_cut": "UInt8", "c_sample": "UInt8", "c_doubt": "UInt8",
    "c_shows": "UInt8", "c_forwarded": "UInt8",
}  # fmt: skip
"""What a format gives of a line."""
READ = f"""CREATE TABLE read_lines (file UInt32, hash UInt64, torn UInt32,
    {", ".join(f"{name} {kind}" for name, kind in READ_COLUMNS.items())}) ENGINE = Null"""
"""`torn`: the minute of a line that was not understood, 0 if it has none."""

LINES = """CREATE TABLE lines (
    file UInt32, hash UInt64, understood UInt8, at DateTime64(3, 'UTC'), minute UInt32, label String,
    success UInt8, sampled UInt8, doubt UInt8, near UInt8, place UInt8, client String, agent String,
    how UInt8, key UInt64, outcome UInt8, bytes Int64, path String, ties UInt8,
    forwarded UInt8
) ENGINE = Null"""
"""`near`: within the hours that coverage looks at. `place`: 0 outside, 1 within the window, 2 so near its
edge, or so doubtful, that it may be within. `minute` since 1970. `ties`: the line shows that the server has
an item."""

FILES = """CREATE TABLE files (
    file UInt32, n SimpleAggregateFunction(sum, UInt64), unread SimpleAggregateFunction(sum, UInt64),
    ties SimpleAggregateFunction(sum, UInt64), hashes SimpleAggregateFunction(sum, UInt64),
    mixed SimpleAggregateFunction(sum, UInt64),
    first SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree ORDER BY file"""

FILES_VIEW = """CREATE MATERIALIZED VIEW files_view TO files AS SELECT file, count() AS n,
    countIf(NOT understood) AS unread, sum(ties) AS ties, sum(hash) AS hashes, sum(intHash64(hash)) AS mixed,
    min(if(understood, at, toDateTime64('2261-01-01 00:00:00', 3, 'UTC'))) AS first,
    max(if(understood, at, toDateTime64('1970-01-01 00:00:00', 3, 'UTC'))) AS last
    FROM lines GROUP BY file"""

MINUTES = """CREATE TABLE minutes (
    file UInt32, label String, minute UInt32, n SimpleAggregateFunction(sum, UInt64),
    success SimpleAggregateFunction(sum, UInt64), unread SimpleAggregateFunction(sum, UInt64),
    sampled SimpleAggregateFunction(max, UInt8), doubt SimpleAggregateFunction(max, UInt8)
) ENGINE = AggregatingMergeTree ORDER BY (file, label, minute)"""

MINUTES_VIEW = """CREATE MATERIALIZED VIEW minutes_view TO minutes AS SELECT file,
    label, minute, countIf(understood) AS n, countIf(success) AS success,
    countIf(NOT understood) AS unread, max(sampled) AS sampled, max(doubt) AS doubt
    FROM lines WHERE near GROUP BY file, label, minute"""

CLIENTS = """CREATE TABLE clients (
    file UInt32, client String, n SimpleAggregateFunction(sum, UInt64),
    reads SimpleAggregateFunction(sum, UInt64), bytes SimpleAggregateFunction(sum, UInt64),
    first SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    agents AggregateFunction(groupUniqArray(5), String),
    forwarded SimpleAggregateFunction(max, UInt8)
) ENGINE = AggregatingMergeTree ORDER BY (client, file)"""

CLIENTS_VIEW = """CREATE MATERIALIZED VIEW clients_view TO clients AS SELECT file, client, count() AS n,
    countIf(how > 0 AND how < 9 AND outcome IN (1, 2, 6)) AS reads,
    sum(toUInt64(greatest(bytes, 0))) AS bytes,
    min(at) AS first, max(at) AS last, groupUniqArrayState(5)(substring(agent, 1, 200)) AS agents,
    max(forwarded) AS forwarded
    FROM lines WHERE understood AND place = 1 GROUP BY file, client"""

READS = """CREATE TABLE reads (
    file UInt32, key UInt64, how UInt8, outcome UInt8, place UInt8, client String,
    n SimpleAggregateFunction(sum, UInt64), bytes SimpleAggregateFunction(sum, UInt64),
    most SimpleAggregateFunction(max, Int64), least SimpleAggregateFunction(min, Int64),
    first SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last SimpleAggregateFunction(max, DateTime64(3, 'UTC')), path SimpleAggregateFunction(any, String)
) ENGINE = AggregatingMergeTree ORDER BY (key, how, outcome, place, client, file)"""
"""`most` and `least`: bytes of one answer, -1 where the log does not say. `path`: of what no item has."""

READS_VIEW = """CREATE MATERIALIZED VIEW reads_view TO reads AS SELECT file, key, how, outcome, place, client,
    count() AS n, sum(toUInt64(greatest(bytes, 0))) AS bytes, max(bytes) AS most, min(bytes) AS least,
    min(at) AS first, max(at) AS last, any(if(how >= 9, substring(path, 1, 300), '')) AS path
    FROM lines WHERE understood AND how > 0 AND place > 0
    GROUP BY file, key, how, outcome, place, client"""

ITEMS = """CREATE TABLE items (n UInt32, id String, path String, name String, size Int64)
    ENGINE = MergeTree ORDER BY n"""
KEYS = (
    "CREATE TABLE keys (key UInt64, how UInt8, n UInt32, size Int64) ENGINE = MergeTree ORDER BY (key, how)"
)
KNOWN = "CREATE TABLE known (key UInt64, found UInt8) ENGINE = Join(ANY, LEFT, key)"

ALL = (
    READ,
    LINES,
    FILES,
    FILES_VIEW,
    MINUTES,
    MINUTES_VIEW,
    CLIENTS,
    CLIENTS_VIEW,
    READS,
    READS_VIEW,
    ITEMS,
    KEYS,
)
COUNTED = ("files", "minutes", "clients", "reads")


def create(engine: ScratchEngine) -> None:
    for statement in (*ALL, KNOWN):
        engine.command(statement)


def forget(engine: ScratchEngine, file: int) -> None:
    """What was counted of a file whose reading broke."""
    for table in COUNTED:
        engine.command(f"ALTER TABLE {table} DELETE WHERE file = {file} SETTINGS mutations_sync = 1")
