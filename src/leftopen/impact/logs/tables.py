"""What is kept while the logs are read: nothing of a line that concerns no item, but its count.

The lines of a batch of files are in memory while they are counted, then they are gone. So a log of any size
is read once, in little memory, and what grows with the clients is on disk.
"""

from __future__ import annotations

from leftopen.store.engine.scratch import ScratchEngine

LINES = """CREATE TABLE lines (
    file UInt32, hash UInt64, understood UInt8, at DateTime64(3, 'UTC'), minute UInt32, label String,
    success UInt8, sampled UInt8, doubt UInt8, near UInt8, place UInt8, client String, agent String,
    target String, kind UInt8, status UInt16, outcome UInt8, bytes Int64,
    forwarded UInt8, user String, mailbox String, protocol String, login UInt8
) ENGINE = Memory"""
"""`near`: within the hours that coverage looks at. `place`: 0 outside, 1 within the window, 2 so near its
edge, or so doubtful, that it may be within. `minute` since 1970; of a line that was not understood the one
that it names, 0 if it names none. `kind`: a `Kind`. `login`: a `Sign`."""

TARGETS = """CREATE TABLE targets (
    target String, item UInt8, key UInt64, open UInt64, listed UInt8, harmless UInt8,
    path String
) ENGINE = Memory"""
"""Each different target of `lines` that matters, once. `item`: how it names an item, 0 for not, and by which
`key`. `open`: its key as a path that may give any item. `listed`: it is the folder of an item. `harmless`:
what it gives is no item."""

OPEN_PATHS = """CREATE TABLE open_paths (key UInt64, path SimpleAggregateFunction(any, String))
    ENGINE = AggregatingMergeTree ORDER BY key"""
"""What a key of a path that no item has stands for."""

FILES = """CREATE TABLE files (
    file UInt32, n UInt64, unread UInt64, hashes UInt64, mixed UInt64,
    first DateTime64(3, 'UTC'), last DateTime64(3, 'UTC')
) ENGINE = MergeTree ORDER BY file"""
"""Several rows of a large file."""

MINUTES = """CREATE TABLE minutes (
    file UInt32, label String, minute UInt32, n SimpleAggregateFunction(sum, UInt64),
    success SimpleAggregateFunction(sum, UInt64), unread SimpleAggregateFunction(sum, UInt64),
    sampled SimpleAggregateFunction(max, UInt8), doubt SimpleAggregateFunction(max, UInt8)
) ENGINE = AggregatingMergeTree ORDER BY (file, label, minute)"""

CLIENTS = """CREATE TABLE clients (
    file UInt32, client String, n SimpleAggregateFunction(sum, UInt64),
    reads SimpleAggregateFunction(sum, UInt64), bytes SimpleAggregateFunction(sum, UInt64),
    first SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    agents AggregateFunction(groupUniqArray(5), UInt64),
    forwarded SimpleAggregateFunction(max, UInt8), least SimpleAggregateFunction(min, Int64)
) ENGINE = AggregatingMergeTree ORDER BY (client, file)"""
"""`least`: bytes of one answer, -1 where the log does not say."""

AGENTS = """CREATE TABLE agents (hash UInt64, agent SimpleAggregateFunction(any, String))
    ENGINE = AggregatingMergeTree ORDER BY hash"""
"""What the numbers in `clients` stand for: millions of clients have few user agents."""

READS = """CREATE TABLE reads (
    file UInt32, key UInt64, how UInt8, outcome UInt8, place UInt8, client String,
    n SimpleAggregateFunction(sum, UInt64), bytes SimpleAggregateFunction(sum, UInt64),
    most SimpleAggregateFunction(max, Int64), least SimpleAggregateFunction(min, Int64),
    first SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree ORDER BY (key, how, outcome, place, client, file)"""
"""`most` and `least`: bytes of one answer, -1 where the log does not say."""

SENT = """CREATE TABLE sent (
    file UInt32, key UInt64, how UInt8, outcome UInt8, place UInt8, client String, hour UInt32, n UInt64,
    bytes UInt64, most Int64, least Int64, large UInt64, first DateTime64(3, 'UTC'),
    last DateTime64(3, 'UTC')
) ENGINE = Memory"""
"""What one batch adds to `reads`, by the hour since 1970. `large`: how many of `n` are long enough to be an
item."""

HOURS = """CREATE TABLE hours (
    file UInt32, hour UInt32, client String, reads SimpleAggregateFunction(sum, UInt64),
    possibly SimpleAggregateFunction(sum, UInt64)
) ENGINE = AggregatingMergeTree ORDER BY (hour, client, file)"""
"""`client`: one's own, '' for all others together."""

LOGINS = """CREATE TABLE logins (
    file UInt32, user String, mailbox String, client String, protocol String,
    logins SimpleAggregateFunction(sum, UInt64), failed SimpleAggregateFunction(sum, UInt64),
    used SimpleAggregateFunction(sum, UInt64), bytes SimpleAggregateFunction(sum, UInt64),
    least SimpleAggregateFunction(min, Int64), first SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree ORDER BY (user, mailbox, client, protocol, file)"""
"""`used`: lines of what somebody did who had logged in. `least`: bytes of one of them."""

ITEMS = """CREATE TABLE items (n UInt32, id String, path String, name String, size Int64, message String,
    mailboxes Array(String))
    ENGINE = MergeTree ORDER BY n"""
KEYS = """CREATE TABLE keys (key UInt64, how UInt8, n UInt32, size Int64, shared UInt64)
    ENGINE = MergeTree ORDER BY (key, how)"""
"""`shared`: how many items have that key in that way."""
KNOWN = "CREATE TABLE known (key UInt64, found UInt8) ENGINE = Join(ANY, LEFT, key)"

ALL = (
    LINES,
    TARGETS,
    OPEN_PATHS,
    FILES,
    MINUTES,
    CLIENTS,
    AGENTS,
    READS,
    SENT,
    HOURS,
    LOGINS,
    ITEMS,
    KEYS,
    KNOWN,
)
PASSING = ("lines", "targets", "sent")


def create(engine: ScratchEngine) -> None:
    for statement in ALL:
        engine.command(statement)


def empty(engine: ScratchEngine) -> None:
    """The tables that hold one batch."""
    for table in PASSING:
        engine.command(f"TRUNCATE TABLE {table}")
