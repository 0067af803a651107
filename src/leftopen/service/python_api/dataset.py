"""The Python API: `with leftopen.open() as data: …`, or `data.close()` at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from weakref import finalize

from leftopen import catalogue
from leftopen.errors import LeftopenError
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.present.observation_json import observation_line
from leftopen.scope.looked_up import looked_up
from leftopen.service.python_api import arguments
from leftopen.service.workspace.workspace import Workspace, folder_there, open_workspace
from leftopen.store.observations.observations import Observations

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Dataset:
    """An open data folder. Every method raises only LeftopenError: BadQuery with the position of the error in
    the query, StoreFailed for the engine. Thread-safe."""

    def __init__(self, workspace: Workspace, stack: ExitStack) -> None:
        self._desk = workspace
        # If the program does not close it, it is closed when the object or the program ends.
        self._closing = finalize(self, stack.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the data folder; may be called again. Other methods fail afterwards."""
        self._closing()

    @property
    def _observations(self) -> Observations:
        if not self._closing.alive:
            raise LeftopenError("this data folder is closed; open it again with leftopen.open()")
        return self._desk.store.observations

    def search(
        self, query: str = "", *, limit: int | None = None, history: bool = False
    ) -> Iterator[Observation]:
        """Observations, newest first, one by one in bounded memory; `limit` None: all of them."""
        most, found = (
            arguments.limit(limit),
            self._observations.iterate(arguments.text(query), history=history),
        )
        return self._until_closed(found, most)

    def _until_closed(self, found: Iterator[Observation], limit: int | None) -> Iterator[Observation]:
        for number, observation in enumerate(found):
            if number == limit or not self._observations:
                return
            yield observation

    def lines(
        self, query: str = "", *, limit: int | None = None, history: bool = False
    ) -> Iterator[dict[str, Json]]:
        """The same as dicts: Shodan's banner with our fields beside it."""
        return map(observation_line, self.search(query, limit=limit, history=history))

    def count(self, query: str = "", *, history: bool = False) -> int:
        return self._observations.count(arguments.text(query), history=history)

    def facets(
        self, query: str, names: Mapping[str, int] | Sequence[str] | str, *, history: bool = False
    ) -> dict[str, list[tuple[str, int]]]:
        """Field name → its most frequent values with their counts. `names` may be one name, several, or a
        mapping to how many of each, also as on the command line: `port:5`."""
        return self._observations.facets(arguments.text(query), arguments.facets(names), history=history)

    def host(self, address: str, *, history: bool = False) -> list[Observation]:
        """The services of one address, by port."""
        return self._observations.host(looked_up(arguments.address(address)), history=history)

    def to_arrow(self, query: str = "", *, history: bool = False) -> pyarrow.Table:
        """All matches as one table in memory, with the columns of `leftopen export … .parquet`."""
        import pyarrow
        from pyarrow import parquet

        pieces = catalogue.lines_writers()["lines_parquet"].write(self.lines(query, history=history))
        # A thread of Arrow's that still starts when a short program ends aborts it (apache/arrow #34314);
        # `read_table` has one even without `use_threads`.
        whole = parquet.ParquetFile(pyarrow.BufferReader(b"".join(pieces)), pre_buffer=False)
        return whole.read(use_threads=False)

    def to_pandas(self, query: str = "", *, history: bool = False) -> pandas.DataFrame:
        """The same as a pandas frame. Raises LeftopenError where the package pandas is not installed."""
        try:
            import pandas  # noqa: F401 - Arrow imports it by itself, and says nothing to a person without it
        except ImportError:
            raise LeftopenError("to_pandas needs the pandas package: pip install pandas") from None
        frame: pandas.DataFrame = self.to_arrow(query, history=history).to_pandas(use_threads=False)
        return frame

    def to_polars(self, query: str = "", *, history: bool = False) -> polars.DataFrame:
        """The same as a polars frame. Needs the package polars, which is no dependency of leftopen."""
        try:
            import polars
        except ImportError:
            raise LeftopenError("to_polars needs the polars package: pip install polars") from None
        made: Any = polars.from_arrow(self.to_arrow(query, history=history))
        frame: polars.DataFrame = made
        return frame


def data(folder: Path | None, *, create: bool) -> Dataset:
    """Opens the data folder `folder`, by default the command's. Raises LeftopenError, also where there is
    none and `create` is not set: a typing error creates no folder."""
    if not create:
        folder = folder_there(folder, os.environ, "; to create it: leftopen.open(…, create=True)")
    with ExitStack() as stack:
        workspace = stack.enter_context(open_workspace(folder, {}))
        return Dataset(workspace, stack.pop_all())
