"""The trace of a chat program's run in a page: twelve steps of answers to customers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot

BEGAN = 1795000000.0


def span(n: int) -> dict[str, object]:
    """One step of the run."""
    name, mail, phone, _ = PEOPLE[n % 4]
    return {
        "span_id": f"answer-complaint-{n:02}",
        "trace_id": "complaints-2026-11",
        "start_time": BEGAN + n,
        "end_time": BEGAN + n + 0.4,
        "status": "SUCCESS",
        "name": f"answer the complaint of {name}",
        "input": f"I am {name}, {mail}. Why did nobody call me on {phone}?",
        "output": "We are sorry. We will call you today.",
        "score": 0.5 + n / 40,
        "passed": True,
    }


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    run = {"run_id": "complaints-2026-11", "created_at": BEGAN, "schema_version": 1, "meta": {}}
    file = spot.folder / "complaints.rvtrace"
    file.write_text(json.dumps({"rvtrace_version": 1, "run": {**run, "spans": [span(n) for n in range(12)]}}))
    env = {"GRADIO_SERVER_PORT": str(spot.port), "GRADIO_SERVER_NAME": LOOPBACK}
    words = [*installed.script("runner-view"), str(file)]
    return [served(spot, words, env={**env, "GRADIO_ANALYTICS_ENABLED": "False"})]
