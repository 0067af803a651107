"""Step 4 of storing a batch: merged rows for services whose newest observation could not see everything."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.model.observation import Observation
from leftopen.store.engine.client import INSERT_SETTINGS, Client, batches
from leftopen.store.observations import merge, rows
from leftopen.store.observations.batch import Steps

AT_ONCE = 1000


def merge_batch(client: Client, steps: Steps) -> None:
    """Once for a batch, after its rows are in `services` and `history`. Raises StoreFailed, Interrupted."""
    found = client.query(steps.mergeable())
    if not found:
        return
    create, take = steps.take_merged()
    client.command(create)
    stands = {rows.wide_id(row["service"]): bool(row["stands"]) for row in found}
    for ordered in (True, False):
        services = [row["service"] for row in found if bool(row["ordered"]) is ordered]
        for begin in range(0, len(services), AT_ONCE):
            views = _views(client, steps, services[begin : begin + AT_ONCE], ordered=ordered)
            made = [v for v in views if v.origins or not (ordered or stands[v.service])]
            for some in batches([rows.merged_row(view, steps.number) for view in made]):
                body = b"\n".join(line for _, line in some)
                client.once(f"{take} SETTINGS {INSERT_SETTINGS} FORMAT JSONEachRow", body)
    client.once(steps.keep_merged())


def _views(client: Client, steps: Steps, services: Sequence[str], *, ordered: bool) -> list[Observation]:
    found = client.query(steps.views(ordered=ordered), {"s": list(services)})
    return merge.each_merged(map(rows.observation, found))
