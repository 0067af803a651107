"""What is shown of a row is what was stored, whatever stands in it, and however old the store is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from leftopen.model.identity import site_id
from leftopen.model.observation import Observation
from leftopen.store.engine.migrate import BASELINE, known_migrations
from leftopen.store.observations.record import Record
from tests.query.specimen import EVERYTHING, PLAIN
from tests.store.samples import Stored, kept, observations, seen
from tests.store.search_rows import row

ODD = "a\"b'c\\d/e\tf\r\n\x01\x7f\u2028é😀</script>"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with observations(tmp_path_factory.mktemp("record")) as opened_store:
        yield opened_store


def test_the_record_is_written_in_the_order_in_which_it_is_read() -> None:
    (made,) = re.findall(
        r"record String DEFAULT toJSONString\(tuple\(([^)]*)\)\)", known_migrations()[BASELINE]
    )
    assert tuple(made.replace("\n", " ").replace(" ", "").split(",")) == Record.__struct_fields__


def test_what_is_shown_is_what_was_stored(store: Stored) -> None:
    texts = ("scan", "clause", "module", "data", "product", "version", "info", "os", "identity")
    odd = replace(
        seen("2001:db8::77", 65535, duration=0.1 + 0.2, hash=-(2**31), tls=True, data_encoding="latin-1"),
        **{name: f"{ODD}{name}" for name in texts},  # type: ignore[arg-type]
        hostnames=(ODD, ""), cpe=(ODD,), tags=("", ODD), blocks={ODD: [ODD, None, 1.5, {"x": True}]},
        location=replace(EVERYTHING.location, city=ODD, latitude=-0.5, longitude=179.25, asn=2**32 - 1),
    )  # fmt: skip
    some = [odd, *(answer(o) for o in (EVERYTHING, PLAIN, *map(row, range(20))))]
    store.add(some)
    for o in some:
        assert same(store.get(o.id), kept(o)), o.id


def answer(o: Observation) -> Observation:
    """With the service that its endpoint is, as all that is stored has."""
    return replace(o, service=site_id(o.endpoint))


def same(found: Observation, wanted: Observation) -> bool:
    """A place is kept as 32 bit hold it."""
    near = [
        a == b or (a is not None and b is not None and abs(a - b) < 1e-5)
        for a, b in zip(
            (found.location.latitude, found.location.longitude),
            (wanted.location.latitude, wanted.location.longitude),
            strict=True,
        )
    ]
    bare = [replace(o, location=replace(o.location, latitude=None, longitude=None)) for o in (found, wanted)]
    return all(near) and bare[0] == bare[1]


def by_id(some: Iterable[Observation]) -> dict[str, Observation]:
    return {o.id: o for o in some}
