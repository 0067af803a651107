from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.impact.assess.inventory import Inventory, split_units
from leftopen.impact.assess.sample import PIECE, PIECES, bytes_of, sample_units
from leftopen.model.assessment import SourceFile, UnitKind

FILES = st.lists(
    st.tuples(st.integers(0, 3 * PIECE), st.sampled_from([UnitKind.MBOX, UnitKind.FILES, UnitKind.RAW])),
    min_size=1,
    max_size=12,
)


@given(FILES)
def test_pieces_lie_in_their_files_and_begin_with_one_of_each_kind(files: list[tuple[int, UnitKind]]) -> None:
    sources = tuple(
        SourceFile(path=b"/a/%d" % at, size=size, changed=0) for at, (size, _) in enumerate(files)
    )
    units = tuple(split_units(sources, [kind for _, kind in files]))
    chosen = sample_units(Inventory(files=sources, units=units, skipped=()))
    for one in chosen:
        size = sources[one.files[0]].size
        assert one.kind is UnitKind.FILES or 0 <= one.start <= one.end <= size
        assert one.kind is UnitKind.FILES or one.end - one.start == one.bytes <= PIECE
    kinds = [one.kind for one in chosen]
    there = set(bytes_of(units))
    assert set(kinds) >= there
    assert set(kinds[: len(there)]) >= there or len(kinds) < len(there) + 1
    assert all(kinds.count(kind) <= PIECES for kind in kinds)
