"""One round of the escalation over 10,000 open cases of which 50,000 messages tell: who is next, and when.

Nothing is due, so that a round only reads and judges. The first round of a worker reads everything, and so
does each one after a change of anything; one after no change reads next to nothing.

    round_ms       the median of the first rounds of five workers
    round_cpu_ms   its processor time
    idle_ms        the median of five rounds after no change; idle_cpu_ms its processor time
    peak_mb        the most memory of this process, the making of the records included

    escalation.py          all of it
    escalation.py short    with a hundredth of it (a trial of the bench)
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import insert

from bench._report import Figure, show
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.notice import Notice, NoticeItem
from leftopen.model.outbox import Delivery, DeliveryState, MessageKind
from leftopen.model.scope import NotifyPolicy
from leftopen.model.severity import Severity
from leftopen.present import timestamps
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.notices import escalate
from leftopen.service.organisations import organisations
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.store.records.codec import encode_record
from leftopen.store.records.entities import all_tables

CASES, EACH, TIMES = 10_000, 5, 5
CONTACTS = [f"mailto:contact{number}@example.org" for number in range(EACH + 1)]
TEXT = "A line of a notice, as long as such lines are, about a service.\n" * 40


def case(number: int, now: datetime) -> Case:
    address = f"198.18.{number // 250}.{number % 250 + 1}"
    return Case(
        id=f"{number:032x}", finding=f"f{number}", service=f"s{number}", check="redis_open",
        endpoint=f"{address}:6379", address=address, port=6379, realm="internet", identity=f"i{number}",
        product="Redis", state=CaseState.NOTIFIED, severity=Severity.HIGH, first_open=now, last_open=now,
        detected=now,
    )  # fmt: skip


def rows(cases: int, now: datetime) -> Iterator[tuple[str, dict[str, object]]]:
    """The table and the row of everything."""
    at = timestamps.format_utc(now)
    for seq in range(1, cases + 1):
        number = seq - 1
        one = case(number, now)
        yield "cases", {
            "id": one.id, "finding": one.finding, "state": one.state.value, "last_seq": seq,
            "record": encode_record(one),
        }  # fmt: skip
        item = NoticeItem(endpoint=one.endpoint, address=one.address, severity="high", case=one.id)
        for step in range(EACH):
            id = f"{number:030x}{step:02x}"
            notice = Notice(
                id=id, case=one.id, to=CONTACTS[step], subject="s", text=TEXT, written=now, about=(item,)
            )
            sent = Delivery(
                kind=MessageKind.CASE, created=now, asked_by="escalation", state=DeliveryState.SENT, ended=now
            )
            yield "notices", {
                "id": id, "case_id": one.id, "created": at, "file": "", "record": encode_record(notice),
            }  # fmt: skip
            yield "notice_cases", {"case_id": one.id, "notice": id}
            yield "outbox", {
                "notice": id, "recipient": notice.to, "created": at, "state": "sent", "hold": "", "due": None,
                "sent": at, "record": encode_record(sent),
            }  # fmt: skip
        yield "events", {
            "seq": seq, "case_id": one.id, "kind": CaseEventKind.NOTIFIED.value, "at": at,
            "actor": "leftopen", "body": json.dumps({"notice": id, "to_kind": "mailto"}), "previous": "",
            "hash": str(seq), "idempotency_key": str(seq),
        }  # fmt: skip


def fill(workspace: Workspace, cases: int) -> None:
    """Straight into the tables: the chain of events is not what is measured."""
    now = workspace.clock()
    organisations.add(workspace, "Example Corps", by="bench", contacts=CONTACTS)
    allowed = record(
        "198.18.0.0/15", authorised_by="bench", until=now + timedelta(days=9), now=now, org="Example Corps",
        notify=NotifyPolicy.AUTO,
    )  # fmt: skip
    scopes.add(workspace, [allowed])
    found: dict[str, list[dict[str, object]]] = {}
    for name, row in rows(cases, now):
        found.setdefault(name, []).append(row)
    with workspace.store.records.database.write() as connection:
        for name, listed in found.items():
            if name in all_tables().tables:
                connection.execute(insert(all_tables().tables[name]), listed)


def measured(workspace: Workspace) -> dict[str, float]:
    """Milliseconds of a first round and of an idle one."""
    found: dict[str, list[float]] = {"round_ms": [], "round_cpu_ms": [], "idle_ms": [], "idle_cpu_ms": []}
    for _ in range(TIMES):
        memory = escalate.EscalationMemory()
        for name in ("round", "idle"):
            begun, used = time.perf_counter(), time.process_time()
            done = escalate.run(workspace, memory)
            found[f"{name}_ms"].append((time.perf_counter() - begun) * 1000)
            found[f"{name}_cpu_ms"].append((time.process_time() - used) * 1000)
            assert (done.told, done.failed) == (0, 0), done
            assert done.next is not None
    return {name: statistics.median(times) for name, times in found.items()}


def main() -> None:
    cases = CASES // 100 if sys.argv[1:] == ["short"] else CASES
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        settings = {"contact": "mailto:a@example.org", "mail_from": "a@example.org"}
        with open_workspace(
            root / "data", settings, environ={"LEFTOPEN_CONFIG": str(root / "config")}
        ) as workspace:
            fill(workspace, cases)
            figures = measured(workspace)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    work = f"{cases:,} open cases, {cases * EACH:,} messages that were sent, nothing due"
    shown = [Figure(name=name, value=value, unit="ms") for name, value in figures.items()]
    show("escalation", work, [*shown, Figure(name="peak_mb", value=peak, unit="MB")])


if __name__ == "__main__":
    main()
