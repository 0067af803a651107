"""What is in a data folder, held against what was printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.model.identity import case_id
from leftopen.model.scan import ScanRecord
from leftopen.store import Store
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.scans import Scans
from tests.durability.runs import Folder, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Ids by kind, each as often as it is stored; `detected` how often each case was. `counted`: how many
    looks of a case were counted instead, as they said what an earlier one had said."""

    observations: Counter[str]
    verdicts: Counter[str]
    findings: Counter[str]
    projected: Counter[str]
    cases: Sequence[Case]
    detected: Counter[str]
    counted: Counter[str]
    scans: Sequence[ScanRecord]
    broken: str


def kept(folder: Folder) -> Kept:
    """Opens the folder as any command does, and reads everything."""
    with Store.open(folder.data) as store:
        events = list(Cases(store.records).chain())
        cases = Cases(store.records).list()
        return Kept(
            observations=_ids(
                store,
                "SELECT lower(leftPad(hex(id), 32, '0')) AS id FROM services UNION ALL "
                "SELECT lower(leftPad(hex(id), 32, '0')) AS id FROM history",
            ),
            verdicts=_ids(store, "SELECT look AS id FROM verdicts"),
            findings=_ids(store, "SELECT look AS id FROM findings"),
            projected=_ids(store, "SELECT id FROM cases FINAL"),
            cases=cases,
            detected=Counter(e.case for e in events if e.kind is CaseEventKind.DETECTED),
            counted=_counted(Cases(store.records).histories([case.id for case in cases])),
            scans=Scans(store.records).list(),
            broken=Cases(store.records).verify_chain()[1],
        )


def _ids(store: Store, sql: str) -> Counter[str]:
    return Counter(str(row["id"]) for row in store.client.query(sql))


def _counted(histories: Mapping[str, Iterable[CaseEvent]]) -> Counter[str]:
    """Those that still wait for their event as well."""
    counted = Counter[str]()
    for case, events in histories.items():
        for event in events:
            if event.kind is CaseEventKind.COUNTED:
                counted[case] += int(str(event.body["count"]))
    return counted


def assert_nothing_lost(now: Kept, printed: Iterable[Line]) -> None:
    """Everything printed is stored, once, or one of the looks that its case counted; the chain holds; no case
    was detected twice."""
    lines = list(printed)
    assert_looks_balance(now, lines)
    places = {
        "observation": (now.observations, "id"),
        "case": (now.projected, "id"),
    }
    for line in lines:
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


def assert_looks_balance(now: Kept, lines: Sequence[Line]) -> None:
    """A look is stored whole or not at all; of those that are not, the case counted as many, and has a stored
    one that says the same. A run that was killed may have counted more than it printed."""
    looks = {line["look"]: line for line in lines if line["type"] == "verdict"}
    stored = {look for look in looks if now.verdicts[look]}
    for line in lines:
        if line["type"] == "finding":
            assert bool(now.findings[line["look"]]) == (line["look"] in stored), f"{line['look']}: by half"
    said = {(_case(looks[look]), looks[look]["reason"]) for look in stored}
    missing = [line for look, line in looks.items() if look not in stored]
    for line in missing:
        assert (_case(line), line["reason"]) in said, f"nothing that is stored says what {line['look']} said"
    for case, number in Counter(map(_case, missing)).items():
        assert number <= now.counted[case], f"of case {case}, {number - now.counted[case]} looks are lost"


def _case(line: Line) -> str:
    return case_id(line["finding"], line["identity"])
