"""A name and an address that a document gives one person are never those of another, in any store."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.position import SharedPosition, new_memory
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.impact.people.contacts import Contact, by_owner, contacts
from leftopen.impact.people.mention_index import identity
from leftopen.impact.respond.letters import Addressee, addressee
from leftopen.impact.review.read_place import PlaceRequest, text_at
from leftopen.model.assessment import Depth
from tests.impact.people.joined import of_results
from tests.impact.people.made_stores import Store, made
from tests.tier import tier

SEEDS = tier(12, 300)


def plain(name: str) -> set[str]:
    parted = unicodedata.normalize("NFKD", name.casefold())
    return {"".join(filter(str.isalpha, word)) for word in parted.split()}


TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def reader() -> Iterator[UnitReader]:
    handle = new_memory()
    position = SharedPosition(handle)
    yield UnitReader(Contents.build(catalogue.detectors(), catalogue.readers(), b"k" * 32), position)
    position.close()
    os.close(handle)


def addressed(reader: UnitReader, folder: Path, store: Store) -> list[Addressee]:
    """Everyone of the store who can be addressed, from all of their documents."""
    folder.mkdir()
    for name, content in store.files.items():
        (folder / name).write_bytes(content)
    found = inventory([folder])
    sources = dict(enumerate(found.files))
    result = reader.read(found.units[0], sources, Depth.DEEP)
    people = of_results([result]).people
    owners = {id: at for at, person in enumerate(people) for id, _ in person.mentioned}
    read = defaultdict[int, list[tuple[int, Contact]]](list)
    for document in result.found:
        text = text_at(PlaceRequest(place=document.place, units=list(found.units), sources=sources)).text
        mentions = [(one, owners[identity(one)]) for one in document.people]
        for at, contact in by_owner(contacts(reader.contents, text, document.kind), mentions):
            read[at].append((document.year, contact))
    made_of = [addressee(one, read[at], TODAY, failed=None) for at, one in enumerate(people)]
    return [one for one in made_of if isinstance(one, Addressee)]


def test_a_mail_address_is_written_to_by_the_name_of_its_owner_only(
    reader: UnitReader, tmp_path: Path
) -> None:
    wrong, written, reachable = [], 0, 0
    for seed in range(SEEDS):
        store = made(seed)
        by_mail = {one.mail: one for one in store.told}
        everything = b"".join(store.files.values()).decode("latin-1")
        reachable += sum(one.mail in everything and bool(one.last) for one in store.told)
        for one in addressed(reader, tmp_path / str(seed), store):
            owner = by_mail[one.mail]
            written += 1
            if plain(one.name) != plain(f"{owner.first} {owner.last}"):
                wrong.append((seed, one.name, owner))
    print(f"{SEEDS} stores: {written} of {reachable} people whose mail address is in them are addressed")
    assert not wrong
    assert written > 0.5 * reachable
