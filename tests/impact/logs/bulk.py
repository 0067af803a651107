"""Many made-up logs read in one go, each judged on its own: could it hide a read?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from leftopen.impact.logs import items, lists, tables
from leftopen.impact.logs.count import Counter
from leftopen.impact.logs.coverage import minute_of
from leftopen.impact.logs.files import sources
from leftopen.impact.logs.files.load import Loader
from leftopen.impact.logs.formats import log_formats
from leftopen.impact.logs.items import How
from leftopen.impact.logs.judge_line import AFTER, LogQuery
from leftopen.store.engine.scratch import ScratchEngine
from tests.impact.logs.conftest import Engines
from tests.impact.logs.scene import MEMORY, OWN_NET, START, items_at

DAY = START.replace(hour=0)
ITEM = "/m/a.eml"


def silent(engines: Engines, folder: Path, name: str, logs: Sequence[bytes]) -> list[int]:
    """Numbers of the logs of which each line was understood and none may have been a stranger's read of
    `/m/a.eml`: those that would prove that it was not served."""
    (folder / "logs").mkdir(parents=True)
    (folder / "pieces").mkdir()
    format_ = log_formats()[name]
    with engines.lent(folder, MEMORY) as engine:
        tables.create(engine)
        items.load(engine, folder, items_at(ITEM))
        lists.store(engine, OWN_NET, (), folder)
        query = LogQuery(start=DAY, end=DAY + timedelta(days=1), extensions=items.extensions(engine))
        loader = Loader(counter=Counter(engine, query), folder=folder / "pieces", zone="UTC")
        for number, raw in enumerate(logs):
            file = folder / "logs" / f"{number}.log"
            file.write_bytes(raw)
            loader.load(number, sources.identify_source(file, log_formats(), name), format_)
        loader.finish()
        doubtful = _doubtful(engine, query) | {
            number for number, one in loader.states.items() if one.state != "read"
        }
    return [number for number in range(len(logs)) if number not in doubtful]


def _doubtful(engine: ScratchEngine, query: LogQuery) -> set[int]:
    """With a line that may be a read, that was not understood, or that stands for others."""
    first, last = minute_of(query.start), minute_of(query.end + AFTER)
    stranger = f"{lists.found('own', 'g', 'client')} = ''"
    item = f"(how >= {int(How.OPEN)} OR (key, how) IN (SELECT key, how FROM keys))"
    asked = (
        f"SELECT file FROM reads WHERE {stranger} AND {item}",
        f"SELECT file FROM minutes WHERE unread > 0 AND (minute = 0 OR minute BETWEEN {first} AND {last})",
        "SELECT file FROM minutes WHERE sampled > 0",
    )
    return {int(row["file"]) for sql in asked for row in engine.query(f"{sql} GROUP BY file")}
