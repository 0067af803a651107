from __future__ import annotations

from leftopen.impact.assess.inventory import split_units
from leftopen.impact.assess.units.unit_order import order_units
from leftopen.model.assessment import SourceFile, UnitKind

SOURCES = {
    at: SourceFile(path=path, size=3000, changed=0)
    for at, path in enumerate([b"/s/inbox.mbox", b"/s/sent.mbox", b"/s/big.txt", b"/s/HR-roster.csv"])
}
KINDS = [UnitKind.MBOX, UnitKind.MBOX, UnitKind.RAW, UnitKind.FILES]
UNITS = list(split_units(list(SOURCES.values()), KINDS, 1000))


def test_telling_names_come_first_then_the_first_part_of_each_mailbox_and_digests_last() -> None:
    found = order_units(UNITS, SOURCES)
    assert sorted(unit.number for unit in found) == [unit.number for unit in UNITS]
    assert [unit.files for unit in found[:5]] == [(3,), (0,), (1,), (0,), (1,)]
    kinds = [unit.kind for unit in found]
    assert kinds.index(UnitKind.RAW) > max(at for at, kind in enumerate(kinds) if kind is UnitKind.MBOX)
    assert kinds.index(UnitKind.DIGEST) > max(at for at, kind in enumerate(kinds) if kind is UnitKind.RAW)


def test_what_a_triage_found_comes_before_names() -> None:
    worst = next(unit for unit in UNITS if unit.files == (1,) and unit.start == 2000)
    found = order_units(UNITS, SOURCES, {worst.number: 1000, 0: 10})
    assert [unit.number for unit in found[:2]] == [worst.number, 0]
