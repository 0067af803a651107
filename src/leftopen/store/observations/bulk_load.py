"""Loads observations in bulk, through a staging table into the tables."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from leftopen.errors import StoreFailed
from leftopen.model.observation import Observation
from leftopen.store.engine.client import INSERT_SETTINGS, Client, batches
from leftopen.store.engine.engine_errors import EngineError, code_of
from leftopen.store.engine.retry import Interrupted, RetryPolicy
from leftopen.store.observations import merge, rows, sites
from leftopen.store.observations.batch import Staged, Steps

UNKNOWN_TABLE = 60
STAGING = "staging_"
# Of 10 million rows of `observation_index`, 40,000 looked up by their key cost 490 to 740 ms of CPU, by one
# column 140.
SPREAD = 2000
THERE = (
    "SELECT (SELECT count() FROM observation_index) AS rows, (SELECT count() FROM absences) AS absences, "
    "(SELECT count() FROM sites) AS sites"
)
VIEWS = 1000
"""So many services are merged at once."""
LINES, COLUMNS = "JSONEachRow", "ArrowStream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """`stored` new observations; `known` ones that were stored before, or are twice in the chunk."""

    stored: int
    known: int


class _Lost(Interrupted):
    """The engine was restarted in between, without the staged rows."""

    def __init__(self) -> None:
        super().__init__("the engine stopped while storing rows (see engine.log)")


class Loader:
    """A chunk is stored when `load` returns. One thread for each loader."""

    def __init__(self, client: Client) -> None:
        self._client = client
        # What was known before the first attempt wrote anything; a later one finds its rows there too.
        self._before: int | None = None

    def load(
        self, chunk: Sequence[bytes], *, resumed: bool = False, form: str = LINES, mine: str = ""
    ) -> Loaded:
        """Stores `chunk`, in parts: lines of JSON, each with the columns of `services`
        (`rows.observation_row`), or the same by columns (`arrow.stream`) as `form` says; about 50,000 rows.
        `resumed`: a load of the same rows may have been cut off, so that known rows are looked up everywhere;
        what that load of the scan `mine` left counts as stored now. Raises StoreFailed; then the same chunk
        again, resumed, is right whatever was done."""
        self._before = None
        patience = RetryPolicy(self._client.query)
        with self._client.alone():
            while True:
                name = f"{STAGING}{uuid.uuid4().hex}"
                try:
                    with self._staging(name):
                        return self._steps(Steps(name=name, mine=mine), chunk, form, resumed=resumed)
                except (Interrupted, EngineError) as error:
                    patience.wait(error)
                resumed = True

    @contextmanager
    def _staging(self, name: str) -> Iterator[None]:
        try:
            yield
        except StoreFailed as error:
            self._drop(name)
            if code_of(error) == UNKNOWN_TABLE:
                raise _Lost from None
            raise
        except BaseException:
            self._drop(name)
            raise
        self._drop(name)

    def _drop(self, name: str) -> None:
        self._client.command(Steps(name=name).drop())

    def _steps(self, steps: Steps, chunk: Sequence[bytes], form: str, *, resumed: bool) -> Loaded:
        self._run(steps.prepare())
        self._client.once(f"{steps.take()} SETTINGS {INSERT_SETTINGS} FORMAT {form}", chunk)
        staged = Staged(**self._numbers(steps.staged()))
        if not staged.rows:
            if any(part.strip() for part in chunk):
                raise _Lost
            return Loaded(stored=0, known=0)
        there = self._numbers(THERE)
        steps = replace(steps, spread=staged.rows * SPREAD > there["rows"])
        self._run(steps.know())
        known = self._numbers(steps.known())
        if self._before is None:
            self._before = known["own"] - (self._numbers(steps.left())["rows"] if steps.mine else 0)
        if known["own"] < staged.different:
            self._run([steps.see()])
        if not known["all"] and staged.services == staged.rows:
            self._run([steps.keep_fresh()])
        elif resumed or known["own"] < staged.different:
            self._run(steps.keep(resumed=resumed))
            self._merge(steps)
        if known["all"] or staged.services < staged.rows or resumed:
            self._run(steps.supersede())
        self._settle(steps, staged, there)
        if Staged(**self._numbers(steps.staged())) != staged:
            raise _Lost
        stored = staged.different - self._before
        return Loaded(stored=stored, known=staged.rows - stored)

    def _settle(self, steps: Steps, staged: Staged, there: dict[str, int]) -> None:
        """What follows from the rows that are stored now."""
        if staged.named or there["sites"]:
            sites.settle(self._client, steps.name)
        if there["absences"]:
            self._run(steps.answered())

    def _merge(self, steps: Steps) -> None:
        """Stores merged rows for services whose newest observation could not see everything. Once for a
        batch, after its rows are in `services` and `history`."""
        found = self._client.query(steps.mergeable())
        if not found:
            return
        create, take = steps.take_merged()
        self._client.command(create)
        stands = {rows.wide_id(row["service"]): bool(row["stands"]) for row in found}
        for ordered in (True, False):
            services = [row["service"] for row in found if bool(row["ordered"]) is ordered]
            for begin in range(0, len(services), VIEWS):
                views = self._views(steps.views(ordered=ordered), services[begin : begin + VIEWS])
                made = [v for v in views if v.origins or not (ordered or stands[v.service])]
                for some in batches([rows.merged_row(view, steps.number) for view in made]):
                    body = b"\n".join(line for _, line in some)
                    self._client.once(f"{take} SETTINGS {INSERT_SETTINGS} FORMAT {LINES}", body)
        self._client.once(steps.keep_merged())

    def _views(self, sql: str, services: Sequence[str]) -> list[Observation]:
        found = self._client.query(sql, {"s": list(services)})
        return merge.each_merged(map(rows.observation, found))

    def _run(self, statements: list[str]) -> None:
        for sql in statements:
            self._client.once(sql)

    def _numbers(self, sql: str) -> dict[str, Any]:
        return {name: int(value) for name, value in self._client.once(sql)[0].items()}
