"""What somebody who can write to the data folder, but has no key, may do to the records of a case."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from leftopen.cases import hash_chain, response_chain
from leftopen.model.response import EntryKind, ResponseEntry
from leftopen.present import timestamps

Forge = Callable[[sqlite3.Connection, str], object]


def first_open_moved(records: sqlite3.Connection, case: str) -> None:
    """By half an hour, as the case's row has it; its events say another time."""
    [(text,)] = records.execute("SELECT record FROM cases WHERE id = ?", (case,)).fetchall()
    record = json.loads(text)
    record["first_open"] = record["first_open"][:14] + "59" + record["first_open"][16:]
    forged = json.dumps(record, separators=(",", ":"), ensure_ascii=False)
    assert forged != text
    records.execute("UPDATE cases SET record = ? WHERE id = ?", (forged, case))


def state_changed(records: sqlite3.Connection, case: str) -> None:
    """Only in the column that lists are made from."""
    records.execute("UPDATE cases SET state = 'acknowledged' WHERE id = ?", (case,))


def first_event_rewritten(records: sqlite3.Connection, case: str) -> None:
    records.execute("UPDATE events SET actor = 'nobody' WHERE seq = 1")


def event_rewritten_with_its_hash(records: sqlite3.Connection, case: str) -> None:
    """Every event is consistent in itself; the next one names another hash."""
    columns = "seq, case_id, kind, at, actor, body, previous, hash"
    row = records.execute(f"SELECT {columns} FROM events WHERE seq = 1").fetchone()
    names = ("seq", "case", "kind", "at", "actor", "body", "previous", "hash")
    event = hash_chain.read(dict(zip(names, row, strict=True)) | {"body": json.loads(row[5]), "actor": "x"})
    records.execute("UPDATE events SET actor = 'x', hash = ? WHERE seq = 1", (hash_chain.hash_of(event),))


def last_two_events_deleted(records: sqlite3.Connection, case: str) -> None:
    records.execute("DELETE FROM events WHERE seq > (SELECT max(seq) FROM events) - 2")


def end_cut_off_everywhere(records: sqlite3.Connection, case: str) -> None:
    """The last entry with its event and its signature, and the case forgets that there was one."""
    records.execute("DELETE FROM signed_heads WHERE seq = (SELECT max(seq) FROM events)")
    records.execute("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)")
    records.execute("DELETE FROM response_entries WHERE seq = (SELECT max(seq) FROM response_entries)")
    records.execute("UPDATE cases SET last_seq = (SELECT max(seq) FROM events)")


def entry_rewritten(records: sqlite3.Connection, case: str) -> None:
    """With a hash of its own that fits."""
    columns = "seq, kind, at, by, body, previous, hash"
    seq, kind, at, by, body, previous, _ = records.execute(
        f"SELECT {columns} FROM response_entries WHERE seq = 1"
    ).fetchone()
    entry = ResponseEntry(
        case=case, seq=seq, kind=EntryKind(kind), at=timestamps.parse_utc(at), by=f"not {by}",
        body=json.loads(body), previous=previous, hash="",
    )  # fmt: skip
    answer = (entry.by, response_chain.hash_of(entry))
    records.execute("UPDATE response_entries SET by = ?, hash = ? WHERE seq = 1", answer)


def entry_deleted(records: sqlite3.Connection, case: str) -> None:
    records.execute("DELETE FROM response_entries WHERE seq = (SELECT max(seq) FROM response_entries)")


def all_entries_erased_without_an_event(records: sqlite3.Connection, case: str) -> None:
    records.execute("DELETE FROM response_entries")


FORGERIES: Mapping[str, tuple[Forge, str]] = {
    "first_open moved": (first_open_moved, "does not match its events"),
    "state changed": (state_changed, "does not match its events"),
    "event rewritten": (first_event_rewritten, "event 1 was changed after it was written"),
    "event sealed anew": (event_rewritten_with_its_hash, "event 2 does not follow the event before it"),
    "last events deleted": (last_two_events_deleted, "the chain ends after event"),
    "end cut off everywhere": (end_cut_off_everywhere, "the end is missing, or this is an older copy"),
    "entry rewritten": (entry_rewritten, "entry 1 was replaced"),
    "entry deleted": (entry_deleted, "is missing, and no event says that it was erased"),
    "erased without event": (all_entries_erased_without_an_event, "entry 1 is missing"),
}
"""Each with the words by which it is refused."""


def forge(data: Path, case: str, name: str) -> str:
    """Does it, and gives those words."""
    change, answer = FORGERIES[name]
    with closing(sqlite3.connect(data / "records.sqlite")) as records:
        for [trigger] in records.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            records.execute(f"DROP TRIGGER {trigger}")
        before = records.total_changes
        change(records, case)
        assert records.total_changes > before
        records.commit()
    return answer
