"""Runs the engine child, one per data folder: it holds ClickHouse (chDB) and serves it on a Unix socket.

chDB lets only one process open a folder, has no asynchronous client, and holds Ctrl-C for seconds. So it runs
in its own process: started on demand (`store.engine.spawn`), detached from the terminal, ended when idle.
This is the only module that imports chdb, and only the child imports this module.

    DATA/engine/       ClickHouse's own files        DATA/engine.sock   its socket (0600)
    DATA/engine.lock   held while it lives           DATA/engine.log    errors, at most 1 MB
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from leftopen.errors import LeftopenError, StoreFailed, StoreTooNew
from leftopen.store.engine.engine_http import Server, Session
from leftopen.store.engine.idle_merge import IdleMerger
from leftopen.store.engine.json_rows import rows
from leftopen.store.engine.migrate import NEWEST, migrate
from leftopen.store.engine.spawn import LOCK, LOG, OVERGROWN, SOCKET

LOG_LIMIT = 1_000_000
# Measured: five greedy queries at once took the process to 1.4 × what the engine counted when freed pages are
# returned at half the cap, and to twice of it when they are not.
COUNTED_SHARE = 0.5
PURGE_SHARE = 0.5
OVER_MEMORY = 75
LONGEST_QUERY_S = 120
# Not `ALL`, which has FILE, URL, S3, REMOTE and their like: no statement, whoever wrote it, may read files or
# talk to others.
GRANTS = (
    "GRANT ALL ON leftopen.*",
    "GRANT SELECT ON system.*",
    "GRANT CREATE DATABASE, SYSTEM ON *.*",
    *(f"GRANT TABLE ENGINE ON {name}" for name in ("MergeTree", "ReplacingMergeTree", "Memory", "Join")),
)


def main() -> None:
    """`engine DATA MEMORY_BYTES IDLE_SECONDS`: detaches, writes `ready`, `busy` or `failed …` in one line to
    standard output, and serves until idle."""
    data, memory, idle = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    os.umask(0o077)
    os.chdir(data)
    if os.fork():
        os._exit(0)
    report = os.dup(1)
    _redirect()
    lock = _lock()
    if lock is None:
        _say(report, "busy")
        return
    try:
        engine = Engine(memory)
    except StoreTooNew as error:
        _say(report, f"new {error}")
    except (LeftopenError, OSError, RuntimeError) as error:
        _say(report, f"failed {_line(error)}")
    else:
        _serve(engine, memory, idle, report)


class Engine:
    """chDB on the folder `engine` of the working directory, with its memory cap and its tables."""

    def __init__(self, memory: int) -> None:
        self._counted = int(memory * COUNTED_SHARE)
        share = self._counted // 8
        self._address = (
            f"engine?max_server_memory_usage={self._counted}&mark_cache_size={share}"
            f"&primary_index_cache_size={share}&index_mark_cache_size={share // 2}&config-file={_granted()}"
        )
        self._first = self._connect()
        self._first.query("CREATE DATABASE IF NOT EXISTS leftopen")
        self._prepare(self._first)
        migrate(lambda sql: rows(self._first.query(sql, "JSONEachRow").bytes()))

    def session(self) -> Session:
        """A session serialises its queries, so that every connection has its own."""
        session = self._connect()
        self._prepare(session)
        return session

    def _connect(self) -> Session:
        # chDB imports pyarrow where it is, and NumPy with it: more than half of the start, for interfaces
        # that are not used here. It works without; Arrow as a format is the own work of the engine.
        sys.modules.setdefault("pyarrow", None)  # type: ignore[arg-type]
        import chdb.session

        connect: Callable[[str], Session] = chdb.session.Session
        return connect(self._address)

    def _prepare(self, session: Session) -> None:
        # The database `default` also reads files of the working directory as tables.
        session.query("USE leftopen")
        session.query(
            # Without that 0, a query gets one thread where less than 2 GiB of memory are free.
            f"SET max_threads=2, max_threads_min_free_memory_per_thread=0, max_insert_threads=1, "
            f"max_execution_time={LONGEST_QUERY_S}, "
            f"max_memory_usage={int(self._counted * 0.9)}"
        )

    def resting(self) -> IdleMerger:
        """The idle merger, with a session of its own: a large merge takes longer than any query may."""
        session = self.session()
        session.query("SET max_execution_time = 0")
        return IdleMerger(partial(_told, session))

    def purge(self) -> None:
        self._first.query("SYSTEM JEMALLOC PURGE")

    def close(self) -> None:
        self._first.close()


def _granted() -> str:
    """The path of the engine's configuration, which says what its only user may do. It lies in memory, open
    as long as this process lives, so that nobody can change it."""
    path = f"/proc/self/fd/{(file := os.memfd_create('configuration'))}"
    grants = "".join(f"<query>{grant}</query>" for grant in GRANTS)
    user = f"<default><password/><networks><ip>::/0</ip></networks><grants>{grants}</grants></default>"
    whole = (
        f"<clickhouse><users_config>{path}</users_config><profiles><default/></profiles><quotas><default/>"
        "</quotas><access_control_improvements><table_engines_require_grant>true"
        "</table_engines_require_grant></access_control_improvements>"
        f"<users>{user}</users></clickhouse>"
    )
    os.write(file, whole.encode())
    return path


def _told(session: Session, sql: str) -> list[dict[str, Any]]:
    """Runs a statement. Raises StoreFailed."""
    from chdb import ChdbError

    try:
        return rows(session.query(sql, "JSONEachRow").bytes())
    except (ChdbError, RuntimeError) as error:
        raise StoreFailed(_line(error)) from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def over(resident: int, memory: int) -> bool:
    """Is the whole process over its cap?"""
    return resident > memory


def resident_bytes() -> int:
    """Physical memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _serve(engine: Engine, memory: int, idle: float, report: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(SOCKET)
    # chDB handles these signals itself; nothing here needs cleanup first.
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    server = Server(SOCKET, engine.session)
    os.chmod(SOCKET, 0o600)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    _say(report, "ready")
    resting = engine.resting()
    threading.Thread(target=resting.forever, daemon=True).start()
    while (server.idle_for() < idle or resting.busy) and os.path.exists(SOCKET):
        time.sleep(min(0.05, idle / 4))
        _mind_memory(engine, memory)
    # A client that connects at this instant is cut off; it starts the next child and sends its request again.
    with contextlib.suppress(FileNotFoundError):
        os.unlink(SOCKET)
    server.server_close()
    engine.close()
    os._exit(0)


def _mind_memory(engine: Engine, memory: int) -> None:
    resident = resident_bytes()
    if over(resident, memory):
        sys.stderr.write(f"the engine grew to {resident} bytes, {OVERGROWN} of {memory}, and ended itself\n")
        sys.stderr.flush()
        os._exit(OVER_MEMORY)
    if resident > memory * PURGE_SHARE:
        engine.purge()
    if os.fstat(2).st_size > LOG_LIMIT:
        os.ftruncate(2, 0)


def _redirect() -> None:
    """Standard input from /dev/null, output and errors to the log: native code writes there too."""
    log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)


def _lock() -> int | None:
    held = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    # The version of its tables, for `spawn.retire_older`.
    os.ftruncate(held, 0)
    os.write(held, str(NEWEST).encode())
    return held


def _say(report: int, line: str) -> None:
    # The process that started this one may be gone; others still use the engine.
    with contextlib.suppress(BrokenPipeError):
        os.write(report, line.encode() + b"\n")
    os.close(report)
