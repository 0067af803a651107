"""What the index of words answers is what the texts say: lists of every length, over any part of the key.

The engine packs those lists in blocks, and long ones in pieces, and reads them from the middle on; each way
of reading has its own code there.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen.store.engine.client import Client
from leftopen.store.search.search_query import LIMITS, ORDER
from tests.store.samples import engine, parts
from tests.tier import tier

SOME = 20_000
ROWS = 3 * SOME
PACKED = ("bitpacking", 65536)
EVERY = (1, 2, 3, 7, 40, 300, 5_000, 59_000)
"""`w7` stands in every seventh row. The last one is in two rows; and one word is in none."""
WORDS = [f"w{n}" for n in EVERY]
FILL = """
INSERT INTO services (id, service, timestamp, data)
SELECT number, number, fromUnixTimestamp64Micro(toInt64(1700000000000000 + number), 'UTC'),
    arrayStringConcat(arrayFilter(w -> number % toUInt64(substring(w, 2)) = 0, {w:Array(String)}), ' ')
FROM (SELECT {part:UInt64} + 3 * number AS number FROM numbers({some:UInt64}))
"""
AIDED = f"{LIMITS}, use_query_condition_cache = 0"
UNAIDED = "SETTINGS use_skip_indexes = 0, use_query_condition_cache = 0"
SETTING = "ALTER TABLE services MODIFY SETTING text_index_posting_list_"


@pytest.fixture(scope="module", params=["apart", "merged"])
def filled(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Client]:
    """In three parts, of which one is from before lists were packed and in pieces; or in one that was made of
    these. Each part has every third row, and of all some are deleted."""
    with engine(tmp_path_factory.mktemp("data"), idle=30) as client:
        for number, (codec, piece) in enumerate((("none", 1_000_000), ("bitpacking", 512), PACKED)):
            client.command(f"{SETTING}codec = '{codec}', text_index_posting_list_block_size = {piece}")
            client.query(FILL, {"w": WORDS, "part": number, "some": SOME})
        client.command("DELETE FROM services WHERE id % 11 = 3")
        if request.param == "merged":
            client.command(f"{SETTING}block_size = 512")
            client.command("OPTIMIZE TABLE services FINAL")
        assert parts(client, ["services"]) == {"services": 3 if request.param == "apart" else 1}
        yield client


def conditions(seed: int) -> Iterator[str]:
    """Words together, one of several, without one, in a span of the key."""
    r = random.Random(seed)
    while True:
        asked = [
            f"{r.choice(('hasAllTokens', 'hasAnyTokens'))}(data, {r.sample([*WORDS, 'w0'], r.randint(1, 4))})"
            for _ in range(r.randint(1, 3))
        ]
        asked = [f"{r.choice(('', 'NOT '))}{one}" for one in asked]
        first, last = sorted(r.sample(range(ROWS), 2))
        span = f"(toUnixTimestamp64Micro(timestamp) - 1700000000000000) BETWEEN {first} AND {last}"
        key = f"timestamp >= fromUnixTimestamp64Micro({1700000000000000 + first}, 'UTC')"
        joined = r.choice((" AND ", " OR ")).join(asked)
        yield r.choice((joined, f"({joined}) AND {span}", f"({joined}) AND {key}"))


@pytest.mark.parametrize("table", ["services", "history"])
def test_a_new_folder_packs_its_lists(tmp_path: Path, table: str) -> None:
    with engine(tmp_path) as client:
        ddl = client.query(f"SHOW CREATE TABLE {table}")[0]["statement"]
    codec, piece = PACKED
    assert f"text_index_posting_list_codec = '{codec}'" in ddl
    assert f"text_index_posting_list_block_size = {piece}" in ddl


def test_the_index_answers_and_no_text_is_read(filled: Client) -> None:
    plan = filled.query(
        f"EXPLAIN actions = 1 SELECT id FROM services WHERE hasAllTokens(data, ['w7']) {AIDED}"
    )
    assert any("__text_index_words_hasAllTokens" in row["explain"] for row in plan)


def test_lists_that_one_search_cut_are_kept_for_no_other() -> None:
    """With that cache the next test fails (ClickHouse #120951)."""
    assert "use_text_index_postings_cache = 0" in LIMITS


@pytest.mark.parametrize("seed", range(4))
def test_searches_by_the_index_find_what_reading_every_text_finds(filled: Client, seed: int) -> None:
    some = conditions(seed)
    for _ in range(tier(10, 30)):
        condition = next(some)
        for asked, tail in (("count() AS n", ""), ("sum(id) AS s", ""), ("id", f"{ORDER} LIMIT 100")):
            sql = f"SELECT {asked} FROM services WHERE {condition} {tail}"
            assert filled.query(f"{sql} {AIDED}") == filled.query(f"{sql} {UNAIDED}"), condition
