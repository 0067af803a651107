"""What is shown of a row is what was stored, whatever stands in it, and however old the store is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.model.identity import digest, service_id
from leftopen.model.location import NOWHERE
from leftopen.model.observation import Observation
from leftopen.store.engine.migrate import TABLE, known_migrations, statements
from leftopen.store.observations.record import Record
from leftopen.store.observations.rows import address_text
from tests.query.specimen import EVERYTHING, PLAIN
from tests.store.samples import Stored, kept, observations, seen
from tests.store.search_rows import row

ODD = "a\"b'c\\d/e\tf\r\n\x01\x7f\u2028é😀</script>"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with observations(tmp_path_factory.mktemp("record")) as opened_store:
        yield opened_store


def test_the_record_is_written_in_the_order_in_which_it_is_read() -> None:
    (made,) = re.findall(r"record String DEFAULT toJSONString\(tuple\(([^)]*)\)\)", known_migrations()[3])
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
    return replace(o, service=service_id(o.endpoint))


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


# As the engine of the first two versions of the tables was filled; chDB is used in a process of its own only.
FILL = """
import json, sys, chdb.session
session = chdb.session.Session("engine")
for statement in json.load(sys.stdin):
    session.query(statement)
session.close()
"""


def old_store(folder: Path, some: Sequence[Observation]) -> None:
    """A data folder as leftopen 0.1 left it."""
    lines = "\n".join(json.dumps(old_row(o)) for o in some)
    first = [statement for version in (1, 2) for statement in statements(known_migrations()[version])]
    filling = [
        "CREATE DATABASE leftopen",
        "USE leftopen",
        TABLE,
        *first,
        "INSERT INTO migrations (version) VALUES (1), (2)",
        f"INSERT INTO observations FORMAT JSONEachRow {lines}",
    ]
    subprocess.run(
        [sys.executable, "-c", FILL], cwd=folder, input=json.dumps(filling).encode(), check=True, timeout=60
    )


def old_row(o: Observation) -> dict[str, object]:
    http = o.blocks.get("http")
    status = http.get("status", 0) if isinstance(http, dict) else 0
    return {
        "id": o.id, "service": o.service, "timestamp": o.timestamp.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "duration": o.duration, "realm": o.endpoint.realm, "address": address_text(o.endpoint.address),
        "port": o.endpoint.port, "transport": o.endpoint.transport, "name": o.endpoint.name,
        "place": o.vantage.place.value, "vantage": o.vantage.name, "scan": o.scan, "clause": o.clause,
        "module": o.module, "product": o.product, "version": o.version, "info": o.info,
        "identity": o.identity, "tls": o.tls, "hostnames": o.hostnames, "cpe": o.cpe, "tags": o.tags,
        "data": o.data, "data_encoding": o.data_encoding, "hash": o.hash, "blocks": json.dumps(o.blocks),
        "http_status": status,
    }  # fmt: skip


def test_a_store_of_the_first_tables_is_carried_over(tmp_path: Path) -> None:
    newest = [replace(answer(row(n)), os="", location=NOWHERE) for n in range(12)]
    newest.append(replace(answer(EVERYTHING), os="", location=NOWHERE, data_encoding="latin-1", clause=ODD))
    older = [
        replace(o, id=digest(o.id), timestamp=o.timestamp - timedelta(days=40), data="older pelican")
        for o in newest[:5]
    ]
    old_store(tmp_path, [*older, *newest])
    first = {o.service: o.timestamp for o in [*newest, *older]}
    current = [kept(o, first[o.service]) for o in newest]
    everything = [*current, *(kept(o) for o in older)]
    with observations(tmp_path) as store:
        assert by_id(store.search("")) == by_id(current)
        assert by_id(store.search("", history=True)) == by_id(everything)
        assert by_id(store.search("pelican", history=True)) == by_id(kept(o) for o in older)
        assert store.counted("http.status:200", [("port", 5)]) == (1, {"port": [("8443", 1)]})
        for o in everything:
            assert store.get(o.id) == o
        for address in {o.endpoint.address for o in newest}:
            there = [o for o in current if o.endpoint.address == address]
            assert by_id(store.host(address)) == by_id(there)
            found = store.host(address, history=True)
            assert by_id(found) == by_id(o for o in everything if o.endpoint.address == address)


def by_id(some: Iterable[Observation]) -> dict[str, Observation]:
    return {o.id: o for o in some}
