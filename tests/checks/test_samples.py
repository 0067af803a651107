"""Each check that is only data, by its sample: a front page that names the product, and the open replies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from leftopen.probes.http import probe
from leftopen.wire.http import http_exchanges
from leftopen.wire.http.check_file import read_file
from tests.denials import MISSING
from tests.scripted import page
from tests.verdict_tables import Table, assert_manners, rows

FOLDER = Path(__file__).parent / "samples"


class Front(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `GET /` gives."""

    status: int
    headers: dict[str, str]
    body: str


class Sample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`open` the bodies of the replies to the check's requests, in order, all with these headers."""

    reason: Reason
    said: str
    records: int | None = None
    open: tuple[str, ...]
    headers: dict[str, str] = {}
    front: Front


SAMPLES = {
    file.stem: msgspec.toml.decode(file.read_text("utf-8"), type=Sample) for file in FOLDER.glob("*.toml")
}
CHECKS = Path(catalogue.__file__).parent / "checks"
FILES = {name: read_file((CHECKS / f"{name}.toml").read_text("utf-8")) for name in SAMPLES}


def reply(body: str, headers: dict[str, str]) -> Reply:
    return page(200, body.encode(), **{name.replace("-", "_"): text for name, text in headers.items()})


def changed(body: str) -> list[str]:
    """The same object or list without one of its members each, and cut."""
    try:
        content = json.loads(body)
    except ValueError:
        return [body[: len(body) // 3]]
    first = content[0] if isinstance(content, list) else content
    return [body[:-1], *(json.dumps(one) for one in _without(first, content))]


def _without(first: Any, content: Any) -> list[Any]:
    if not isinstance(first, dict):
        return [[7]]
    return [[{}]] if isinstance(content, list) else [{}]


def table(name: str) -> Table:
    sample, check = SAMPLES[name], catalogue.checks()[name]
    opened = tuple(reply(body, sample.headers) for body in sample.open)
    return Table(
        check=check,
        paths=tuple(one.path for one in FILES[name].requests),
        product=FILES[name].products[0],
        opened=((opened, sample.reason, sample.said, sample.records),),
        unproved=tuple(reply(body, sample.headers) for body in changed(sample.open[0])),
        missing=MISSING,
    )


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_each_reply_has_its_verdict_and_garbage_is_never_open(name: str) -> None:
    for row in rows(table(name)):
        row.values[0]()  # type: ignore[attr-defined]
    assert_manners(table(name))


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_front_page_names_the_product(name: str) -> None:
    front = SAMPLES[name].front
    answer = page(
        front.status,
        front.body.encode(),
        **{header.replace("-", "_"): text for header, text in front.headers.items()},
    )
    facts = probe.read(http_exchanges.pack((("/", answer),)))
    assert facts is not None
    assert facts.product in FILES[name].products, (
        "add a mark of the product to wire/http/fingerprints/marks.toml"
    )
