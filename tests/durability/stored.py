"""What is in a data folder, held against what was printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leftopen.model.case import Case, CaseEventKind
from leftopen.model.scan import ScanRecord
from leftopen.store import Store
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.scans import Scans
from tests.durability.runs import Folder, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Ids by kind, each as often as it is stored; `detected` how often each case was."""

    observations: Counter[str]
    verdicts: Counter[str]
    findings: Counter[str]
    projected: Counter[str]
    cases: Sequence[Case]
    detected: Counter[str]
    scans: Sequence[ScanRecord]
    broken: str


def kept(folder: Folder) -> Kept:
    """Opens the folder as any command does, and reads everything."""
    with Store.open(folder.data) as store:
        events = list(Cases(store.records).chain())
        return Kept(
            observations=_ids(
                store,
                "SELECT lower(leftPad(hex(id), 32, '0')) AS id FROM services UNION ALL "
                "SELECT lower(leftPad(hex(id), 32, '0')) AS id FROM history",
            ),
            verdicts=_ids(store, "SELECT look AS id FROM verdicts"),
            findings=_ids(store, "SELECT look AS id FROM findings"),
            projected=_ids(store, "SELECT id FROM cases FINAL"),
            cases=Cases(store.records).list(),
            detected=Counter(e.case for e in events if e.kind is CaseEventKind.DETECTED),
            scans=Scans(store.records).list(),
            broken=Cases(store.records).verify_chain()[1],
        )


def _ids(store: Store, sql: str) -> Counter[str]:
    return Counter(str(row["id"]) for row in store.client.query(sql))


def assert_nothing_lost(now: Kept, printed: Iterable[Line]) -> None:
    """Everything printed is stored, once; the chain holds; no case was detected twice."""
    places = {
        "observation": (now.observations, "id"),
        "verdict": (now.verdicts, "look"),
        "finding": (now.findings, "look"),
        "case": (now.projected, "id"),
    }
    for line in printed:
        if line["type"] in places:
            ids, name = places[line["type"]]
            assert ids[line[name]] == 1, f"{line['type']} {line[name]} is stored {ids[line[name]]} times"
    assert now.broken == ""
    assert set(now.detected.values()) <= {1}, "a case was detected twice"
    assert set(now.detected) == {case.id for case in now.cases}
    twice = Counter((case.check, case.endpoint) for case in now.cases)
    assert set(twice.values()) <= {1}, "one exposure has two cases"
    for ids in (now.observations, now.verdicts, now.findings):
        assert set(ids.values()) <= {1}, "a row is stored twice"
