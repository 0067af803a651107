"""The two stores: observations in ClickHouse (embedded or a server), records in SQLite.

This module imports nothing heavy at its top, because the engine child imports it too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from leftopen.store import format

if TYPE_CHECKING:
    from leftopen.cases.signed_heads import Seal
    from leftopen.store.engine.client import Client
    from leftopen.store.observations.observations import Observations
    from leftopen.store.records import Records

ENGINE_MEMORY = 2 * 1024**3


class Store:
    """One open data folder. Use it in a `with`, or close it."""

    def __init__(self, client: Client, observations: Observations, records: Records) -> None:
        self.client = client
        self.observations = observations
        self.records = records

    @classmethod
    def open(
        cls,
        data: Path,
        *,
        engine_url: str = "",
        engine_memory: int = ENGINE_MEMORY,
        seal: Seal | None = None,
        reading: bool = False,
    ) -> Store:
        """Opens the data folder, creating a new one. `engine_memory` in bytes; `engine_url` names a
        ClickHouse server to use instead of the embedded engine; `seal` signs the chain of events; `reading`:
        a folder of an older version stays as it is. Raises StoreTooNew, StoreFailed."""
        from leftopen.store.engine.client import Client
        from leftopen.store.observations.observations import Observations
        from leftopen.store.records import Records

        format.check(data)
        records = Records.open(data, seal, reading=reading)
        try:
            if engine_url:
                client = Client.remote(engine_url)
            else:
                client = Client.local(data, engine_memory, reading=reading)
        except BaseException:
            records.close()
            raise
        return cls(client, Observations(client), records)

    def close(self) -> None:
        self.client.close()
        self.records.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        self.close()
