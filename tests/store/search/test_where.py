"""The engine and `match` answer every search alike."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadQuery
from leftopen.query.facet import facet
from leftopen.query.fields.fields import FACETS, FIELDS
from leftopen.query.lexer import tokenize
from leftopen.query.match import match
from leftopen.query.parse import parse
from leftopen.store.search.where import where
from tests.each import each
from tests.query.specimen import BESIDE, EVERYTHING, PLAIN
from tests.query.test_hostile import HOSTILE
from tests.stopwatch import shortest
from tests.store.samples import Stored
from tests.store.search_rows import made, put_beside, queries
from tests.store.search_terms import held
from tests.store.search_world import World, world
from tests.tier import tier

SEED = 20230208
SEARCHES = tier(800, 10_000)
AT_ONCE = 12


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    rows, extras = made()
    with world(tmp_path_factory.mktemp("search"), rows, extras) as one:
        put_beside(Stored(one.client), rows)
        yield one


@each("name", FIELDS)
def test_the_examples_of_a_field_find_alike_in_the_engine(asked: World, name: str) -> None:
    field = FIELDS[name]
    hits, misses = parse(f"{name}:{field.hits}"), parse(f"{name}:{field.misses}")
    assert EVERYTHING.id in asked.asked(hits)
    assert EVERYTHING.id not in asked.asked(misses)
    for tree in (hits, misses):
        assert asked.asked(tree) == asked.matched(tree)


def test_thousands_of_searches_find_alike(asked: World) -> None:
    """Each search against each row, and every field in many of them."""
    asking = islice(queries(random.Random(SEED), held(asked.rows, asked.extras)), SEARCHES)
    searches = found = 0
    fields: Counter[str] = Counter()
    while some := list(islice(asking, AT_ONCE)):
        trees = [parse(query) for query in some]
        for query, tree, got in zip(some, trees, asked.asked_all(trees), strict=True):
            assert got == asked.matched(tree), query
            found += len(got)
        searches += len(some)
        fields.update(token.name for query in some for token in tokenize(query) if token.name)
    pairs = searches * len(asked.rows)
    print(f"{searches} searches, {pairs} pairs of a search and a row, {found} found")
    assert searches == SEARCHES
    assert pairs / 20 < found < pairs * 19 / 20, "neither nothing nor everything is found"
    assert min(fields[name] for name in FIELDS) >= tier(3, 20)


@each("name", FACETS)
def test_a_facet_counts_alike(asked: World, name: str) -> None:
    total, found = Stored(asked.client).counted("", [(name, 1000)])
    counted = dict(found[name])
    assert counted == dict(facet(FACETS[name], asked.rows, asked.extras))
    assert total == len(asked.rows)
    assert counted, "the rows have values of every facet"


@each("name", FACETS)
def test_the_examples_of_a_facet_are_counted_alike(asked: World, name: str) -> None:
    """Where its field's example finds the specimen it has a value, where the counterexample is asked none."""
    field, engine = FACETS[name], Stored(asked.client)
    hits, misses = (f"id:{EVERYTHING.id} {name}:{value}" for value in (field.hits, field.misses))
    counted = dict(engine.facets(hits, [(name, 1000)])[name])
    assert counted == dict(facet(field, [EVERYTHING], asked.extras))
    assert counted
    assert engine.facets(misses, [(name, 1000)]) == {name: []}
    assert not any(match(parse(misses), o, asked.extras.get(o.id, {})) for o in asked.rows)


@pytest.mark.parametrize(
    "query", ['-(* "200 OK")', '-(-port:1 * "200 OK")', "-(* nginx)", '(-* OR "200 OK")', "-(-* port:1)",
              '(city:"Paris" city:*x* id:ff) OR -port:80', '(port:80 -*) OR (port:443 id:ff) OR -port:22']
)  # fmt: skip
def test_what_is_always_true_changes_nothing(asked: World, query: str) -> None:
    tree = parse(query)
    assert asked.asked(tree) == asked.matched(tree)


def test_facets_of_one_question_count_as_each_alone(asked: World) -> None:
    store, chance = Stored(asked.client), random.Random(SEED)
    for query in ("", "port:>30", "nginx", "port:1"):
        wanted = [(name, chance.randint(1, 5)) for name in chance.sample(sorted(FACETS), 10)]
        total, together = store.counted(query, wanted)
        assert total == store.count(query)
        for name, top in wanted:
            alone = facet(FACETS[name], (o for o in asked.rows if o.id in found(asked, query)), asked.extras)
            assert together[name] == store.facets(query, [(name, top)])[name]
            assert [n for _, n in together[name]] == sorted(alone.values(), reverse=True)[:top]


def found(asked: World, query: str) -> set[str]:
    return asked.matched(parse(query))


def test_a_long_list_of_networks_is_answered(asked: World) -> None:
    nets = [f"198.{n // 250}.{n % 250}.0/24" for n in range(500)] + ["192.0.2.7"]
    query = "net:" + ",".join(nets)
    tree = parse(query)
    found, seconds = shortest(lambda: asked.asked(tree))
    assert EVERYTHING.id in found
    assert seconds < 0.2
    assert asked.asked(tree) == asked.matched(tree)
    assert PLAIN.id not in asked.asked(tree)


@given(st.text(max_size=30, alphabet="abc'\"\\%{}:;-"))
def test_no_text_of_a_person_stands_in_the_sql(word: str) -> None:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace(",", "").strip()
    if not escaped:
        return
    for name in ("product", "tag", "ssl", "ssh.type", "all", "cpe"):
        made = where(parse(f'{name}:"zq{escaped}zq"'))
        assert "zq" not in made.sql
        assert all(f"{{{param}:" in made.sql for param in made.params)


def test_what_lives_beside_is_the_newest_of_it(asked: World) -> None:
    """So that agreement is not the agreement of two empty answers."""
    for name in BESIDE:
        assert asked.asked(parse(f"{name}:{FIELDS[name].hits}")), name


@pytest.mark.parametrize("name", HOSTILE)
def test_no_search_reaches_the_engine_as_an_error(asked: World, name: str) -> None:
    try:
        tree = parse(HOSTILE[name])
    except BadQuery:
        return
    assert asked.asked(tree) == asked.matched(tree)
