"""The child of `store.engine.scratch`: it answers statements from its standard input until that ends."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from collections.abc import Callable
from typing import IO

from leftopen.store.engine.engine_http import Session
from leftopen.store.engine.process import OVER_MEMORY, resident_bytes
from leftopen.store.engine.scratch import ERROR, LENGTH

# What the process takes grows past what the engine counts: see `store.engine.process`.
COUNTED_SHARE = 0.5
SPILL_SHARE, MOST_SPILL = 0.25, 128 * 1024**2
CODE = re.compile(r"Code: (\d{1,6})\.")


def main() -> None:
    """`scratch FOLDER MEMORY_BYTES THREADS`."""
    folder, memory, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.umask(0o077)
    os.chdir(folder)
    answers = os.fdopen(os.dup(1), "wb")
    # The engine's native code writes to the standard output too.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    threading.Thread(target=_mind, args=(os.getppid(), memory), daemon=True).start()
    session = _session(folder, memory, threads)
    requests = sys.stdin.buffer
    while head := requests.read(LENGTH.size):
        _, length = LENGTH.unpack(head)
        _answer(session, requests.read(length).decode("utf-8", "surrogateescape"), answers)


def _mind(parent: int, memory: int) -> None:
    """Ends this process with its parent, and when it grows past its cap, in the middle of a statement too."""
    while os.getppid() == parent and resident_bytes() <= memory:
        time.sleep(0.2)
    os._exit(OVER_MEMORY)


def _session(folder: str, memory: int, threads: int) -> Session:
    # As in `store.engine.process`: pyarrow is not used here, and takes more than half of the start.
    sys.modules.setdefault("pyarrow", None)  # type: ignore[arg-type]
    import chdb.session

    connect: Callable[[str], Session] = chdb.session.Session
    counted = int(memory * COUNTED_SHARE)
    session = connect(f"{folder}/engine?max_server_memory_usage={counted}")
    spill = min(int(memory * SPILL_SHARE), MOST_SPILL)
    session.query("CREATE DATABASE IF NOT EXISTS scratch")
    session.query("USE scratch")
    session.query(
        f"SET max_threads={threads}, max_insert_threads=1, max_memory_usage={int(counted * 0.9)}, "
        f"max_bytes_before_external_group_by={spill}, max_bytes_before_external_sort={spill}, "
        "max_threads_min_free_memory_per_thread=0, join_use_nulls=0, prefer_column_name_to_alias=1, "
        "short_circuit_function_evaluation='enable', "
        # A line may be long, and blocks of long lines must stay small.
        "min_insert_block_size_rows=131072, min_insert_block_size_bytes=67108864, max_block_size=32768, "
        "max_read_buffer_size=1048576, min_chunk_bytes_for_parallel_parsing=4194304, "
        "input_format_max_block_size_bytes=16777216"
    )
    return session


def _answer(session: Session, sql: str, answers: IO[bytes]) -> None:
    try:
        state, response = 0, session.query(sql, "JSONEachRow").bytes()
    except Exception as error:  # noqa: BLE001 - whatever the engine raises is its answer
        text = " ".join(str(error).split())
        code = match[1] if (match := CODE.search(text)) else "0"
        state, response = ERROR, f"{code} {text}"[:2000].encode("utf-8", "replace")
    answers.write(LENGTH.pack(state, len(response)) + response)
    answers.flush()
