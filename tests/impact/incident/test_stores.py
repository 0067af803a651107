"""Of stores of which the truth is known: nothing that went out is called "not served", and most is exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from leftopen.impact.logs.judge_line import LogQuery
from leftopen.impact.logs.log_set import log_set
from leftopen.impact.logs.read_logs import Readings, ReadRequest, read_logs
from tests.impact.incident import stores
from tests.impact.incident.messages import BEGIN, END, OWN_NETWORK
from tests.impact.incident.stores import NOT, Store
from tests.tier import tier

MEMORY = 1024 * 1024 * 1024
BLOCKS, SEEDS = range(tier(1, 8)), tier(2, 5)
Make = Callable[[Path, int], Store]


def _objects(server: str, scene: str) -> Make:
    return lambda folder, seed: stores.objects(folder, server, scene, seed)


def _of(store: Callable[[Path, str, int], Store], scene: str) -> Make:
    return lambda folder, seed: store(folder, scene, seed)


MADE: dict[str, tuple[Make, float]] = {
    "nginx": (_objects("nginx", "whole"), 0.9),
    "iis": (_objects("iis", "whole"), 0.9),
    "azure, resource logs, listed": (_objects("azure_resource", "whole"), 0.9),
    "azure, classic logs, listed": (_objects("azure_classic", "whole"), 0.9),
    "nginx, a folder listed": (_objects("nginx", "folder_listed"), 0.0),
    "nginx, an hour lost": (_objects("nginx", "hour_lost"), 0.0),
    "azure, an hour lost": (_objects("azure_resource", "hour_lost"), 0.0),
    "dovecot, no shared mailboxes": (_of(stores.mailboxes, "whole"), 0.6),
    "dovecot, POP3 alone": (_of(stores.mailboxes, "pop3_only"), 0.6),
    "dovecot, perhaps shared": (_of(stores.mailboxes, "shared_or_not"), 0.0),
    "dovecot, an hour lost": (_of(stores.mailboxes, "hour_lost"), 0.0),
    "microsoft 365": (_of(stores.audit, "whole"), 0.9),
    "microsoft 365, a page lost": (_of(stores.audit, "page_lost"), 0.0),
    "microsoft 365, capped": (_of(stores.audit, "capped"), 0.0),
    "microsoft 365, filtered": (_of(stores.audit, "filtered"), 0.0),
    "microsoft 365, without reads": (_of(stores.audit, "no_reads"), 0.0),
}
"""What is made, and the share of it that must be exact: 0 where the log cannot tell."""


def read(store: Store, folder: Path) -> Readings:
    request = ReadRequest(
        query=LogQuery(start=BEGIN, end=END, without_content=("/health",)),
        own=(OWN_NETWORK,),
        complete=store.complete,
        no_shared_mailboxes=store.alone,
    )
    return read_logs(request, log_set([folder / "logs"]), store.items, folder, MEMORY)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("name", MADE)
def test_nothing_that_went_out_is_called_not_served(
    name: str, block: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, least = MADE[name]
    response: Counter[tuple[str, str]] = Counter()
    unnamed = []
    for seed in range(block * SEEDS, (block + 1) * SEEDS):
        folder = tmp_path / str(seed)
        store = make(folder / "logs", seed)
        found = read(store, folder)
        assert len(found.answers) == len(store.truth)
        assert "lost" in name or not any(file.unread for file in found.files)
        response.update((store.truth[one.item.id], one.verdict.value) for one in found.answers)
        named = {(one.user, one.address) for one in found.logins or () if one.passed}
        unnamed += sorted(store.people - named)
    whole, exact = (
        response.total(),
        sum(count for (true, answer), count in response.items() if true == answer),
    )
    with capsys.disabled():
        print(f"\n{name}: {exact / whole:.0%} of {whole:,} exact", end="")
    assert {pair: n for pair, n in response.items() if pair[1] == NOT != pair[0]} == {}, "called not served"
    assert {pair: n for pair, n in response.items() if pair[0] == NOT and pair[1].startswith("served")} == {}
    assert unnamed == [], "strangers that were in a mailbox and are not named"
    assert exact / whole >= least
