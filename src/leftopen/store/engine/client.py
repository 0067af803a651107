"""The client of the engine child or of a ClickHouse server; only the transport differs.

Synchronous and thread-safe (the pipeline calls it through a thread). It never imports chdb.

A child that was killed is started again, and the statement is sent again. That is safe for queries. For rows
it is made safe: the client first waits until the lost attempt, found by its query id, is over, then sends
only the rows whose keys are not stored. So an acknowledged row is stored, once.
"""

from __future__ import annotations

import http.client
import json
import os
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from leftopen.errors import StoreFailed
from leftopen.present.log_events import WARNING, log_event
from leftopen.store.engine import json_rows, parameters, spawn
from leftopen.store.engine.engine_errors import EngineError, code_of, overgrew, refusal
from leftopen.store.engine.migrate import NEWEST, migrate
from leftopen.store.engine.retry import Interrupted, RetryPolicy
from leftopen.store.engine.transport import (
    ANSWER_S,
    Body,
    ConnectionLost,
    LocalTransport,
    RemoteTransport,
    Transport,
    post,
)

ATTEMPTS = 4
"""A query that ends the engine each time is given up soon; a statement that stores rows is not (`retry`)."""
ROWS_AT_ONCE = 500
BYTES_AT_ONCE = 16_000_000
SAME_ID_RUNNING = 216
SETTLE_S = 60.0
IDLE_S = 30.0
LOST_S = 10.0
# The engine takes 280 MB when idle.
LEAST_MEMORY = 512 * 1024**2
# An unknown column is a bug of ours and must never be skipped; one block is one part, all or nothing.
INSERT_SETTINGS = (
    "input_format_skip_unknown_fields=0, input_format_parallel_parsing=0, "
    "date_time_input_format='best_effort'"
)

READ_ONLY = (
    "observations can't be read, because the engine must write and {data} is read-only: leftopen backup FILE "
    "still copies the folder, and leftopen restore FILE opens the copy elsewhere"
)
OLDER = (
    "observations can't be read before their tables in {data} are updated from version {found} to {newest}: "
    "leftopen upgrade"
)

Params = Mapping[str, parameters.Value]
Row = Mapping[str, object]


class Client:
    """Sends queries and rows. Raises StoreFailed in one clear line."""

    def __init__(self, link: Transport, patience: float = ANSWER_S) -> None:
        self._link, self._patience = link, patience
        self._idle: list[http.client.HTTPConnection] = []
        self._guard = threading.Lock()
        self._lost = float("-inf")

    @classmethod
    def local(cls, data: Path, memory: int, *, idle: float = IDLE_S, reading: bool = False) -> Client:
        """The engine child of this data folder, started on demand; `memory` is its cap in bytes, `idle` the
        seconds it stays after its last client. Where nothing can be written, or the tables are older and it
        is `reading`, each use says why there is no engine."""
        if memory < LEAST_MEMORY:
            raise StoreFailed(f"the engine needs a memory limit of at least {LEAST_MEMORY // 1024**2} MiB")
        folder = data.absolute()
        refusal = ""
        if not os.access(folder, os.W_OK):
            refusal = READ_ONLY.format(data=folder)
        elif reading and (found := spawn.served_version(folder)) is not None and found < NEWEST:
            refusal = OLDER.format(data=folder, found=found or "(unknown)", newest=NEWEST)
        else:
            spawn.retire_older(folder, NEWEST)
        return cls(LocalTransport(folder, memory, idle, refusal))

    @classmethod
    def remote(cls, url: str) -> Client:
        """A ClickHouse server: `http[s]://[user:password@]host[:port][/?database=name]`. Creates its
        tables."""
        client = cls(RemoteTransport(url))
        try:
            migrate(client.query)
        except BaseException:
            client.close()
            raise
        return client

    def within(self, seconds: float) -> Client:
        """A client of the same engine that waits only so long for an answer."""
        return Client(self._link, seconds)

    def query(self, sql: str, params: Params = parameters.NONE) -> list[dict[str, Any]]:
        """The rows of a query; the engine binds `{name:Type}` in `sql` from `params`."""
        return json_rows.rows(self._ask(sql, params))

    def native(self, sql: str, params: Params = parameters.NONE) -> bytes:
        """The rows of a query in ClickHouse's own format, which keeps every value; empty without rows."""
        return self._ask(sql, params, form="Native")

    def command(self, sql: str) -> None:
        """Runs a statement without a result. It must be safe to run twice."""
        self._ask(sql, parameters.NONE)

    def once(self, sql: str, body: Body = b"", params: Params = parameters.NONE) -> list[dict[str, Any]]:
        """Runs a statement that must not run twice, with its rows in `body`, or in the parts of it. Raises
        Interrupted when the connection broke; by then the statement is over, done or not."""
        name = uuid.uuid4().hex
        given = {"default_format": "JSONEachRow", "wait_end_of_query": "1", "query_id": name}
        bound = {f"param_{key}": parameters.text(value) for key, value in params.items()}
        try:
            if body:
                response = self._post(given | bound | {"query": sql}, body)
            else:
                response = self._post(given | bound, sql.encode())
        except ConnectionLost:
            self._settle(name)
            raise Interrupted(f"{self._link}: connection lost during a statement") from None
        return json_rows.rows(response)

    def repeated(self, sql: str) -> None:
        """Runs a statement that is safe to run twice in succession. It runs again when the engine went away
        during it (but never beside the lost attempt), and when merges left it no memory."""
        patience = RetryPolicy(self.query)
        while True:
            try:
                self.once(sql)
            except (Interrupted, EngineError) as error:
                patience.wait(error)
            else:
                return

    def insert(self, table: str, rows: Sequence[Row], *, key: str | None) -> None:
        """Stores every row once before it returns. `key`: the column that identifies a row; None when the
        table itself replaces duplicate rows."""
        for some in batches(rows):
            self._insert(table, some, key)

    def alone(self) -> AbstractContextManager[object]:
        """The lock of the single writer: among all that use this engine's folder, or in this process for a
        server."""
        return self._link.alone()

    def close(self) -> None:
        """Closes the connections; the child ends a while after its last one."""
        with self._guard:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _insert(self, table: str, rows: list[tuple[Row, bytes]], key: str | None) -> None:
        sql = f"INSERT INTO {table} SETTINGS {INSERT_SETTINGS} FORMAT JSONEachRow"
        patience = RetryPolicy(self.query)
        while rows:
            try:
                self.once(sql, b"\n".join(line for _, line in rows))
            except (Interrupted, EngineError) as error:
                patience.wait(error)
                rows = self._missing(table, rows, key) if key else rows
            else:
                return

    def _missing(self, table: str, rows: list[tuple[Row, bytes]], key: str) -> list[tuple[Row, bytes]]:
        wanted = [str(row[key]) for row, _ in rows]
        found = self.query(
            f"SELECT {key} AS k FROM {table} WHERE {key} IN {{keys:Array(String)}}",  # noqa: S608
            {"keys": wanted},
        )
        stored = {row["k"] for row in found}
        return [(row, line) for row, line in rows if str(row[key]) not in stored]

    def _settle(self, name: str) -> None:
        """Waits until no query of this id runs: a server that lost our connection may still be storing."""
        deadline = time.monotonic() + SETTLE_S
        while True:
            try:
                self._ask("SELECT 1", parameters.NONE, name)
            except StoreFailed as error:
                if code_of(error) != SAME_ID_RUNNING or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def _ask(self, sql: str, params: Params, name: str = "", form: str = "JSONEachRow") -> bytes:
        given = {"default_format": form, "wait_end_of_query": "1"}
        given |= {"query_id": name} if name else {}
        bound = {f"param_{key}": parameters.text(value) for key, value in params.items()}
        overgrown: list[int] = []
        for _ in range(ATTEMPTS):
            try:
                return self._post(given | bound, sql.encode())
            except ConnectionLost:
                # The first may have been another query's; a statement that ends the engine again is the cause
                # itself.
                overgrown.append(self._link.overgrown())
                if overgrown[-1] > overgrown[0]:
                    raise overgrew(f"{self._link}") from None
        raise StoreFailed(f"{self._link}: connection lost {ATTEMPTS} times during a query (see engine.log)")

    def _post(self, given: Mapping[str, str], body: Body) -> bytes:
        connection = self._take()
        try:
            status, code, response = post(self._link, connection, urlencode(given), body)
        except BaseException as error:
            connection.close()
            if isinstance(error, ConnectionLost):
                # The others lead to the same engine: each would be one more loss for one that ended once.
                self.close()
                self._say_lost()
            raise
        with self._guard:
            self._idle.append(connection)
        if status != 200:
            raise refusal(f"{self._link}", response.decode("utf-8", "replace"), code)
        return response

    def _say_lost(self) -> None:
        """Once for all queries that one engine took with it."""
        now = time.monotonic()
        with self._guard:
            response, self._lost = self._lost, now
        if now - response > LOST_S:
            text = f"{self._link}: the engine ended during a query; it is started and asked again"
            log_event(WARNING, "engine_lost", text)

    def _take(self) -> http.client.HTTPConnection:
        with self._guard:
            if self._idle:
                return self._idle.pop()
        return self._link.open(self._patience)


def batches(rows: Sequence[Row]) -> Iterator[list[tuple[Row, bytes]]]:
    """Rows with their lines, sized so that one batch is one block and its keys fit in one request."""
    some: list[tuple[Row, bytes]] = []
    size = 0
    for row in rows:
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        if some and (len(some) >= ROWS_AT_ONCE or size + len(line) > BYTES_AT_ONCE):
            yield some
            some, size = [], 0
        some.append((row, line))
        size += len(line)
    if some:
        yield some
