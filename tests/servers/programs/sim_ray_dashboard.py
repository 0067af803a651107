"""Ray's dashboard as its page on the REST API of jobs describes it, and dashboard/tests of ray-project/ray
the version; `closed` is a web server with a password in front."""

from __future__ import annotations

from tests.servers.sim_pages import PROXY, simulated, titled
from tests.servers.sim_web import as_json

VERSION = {"version": "4", "ray_version": "2.9.0", "ray_commit": "0" * 40, "session_name": "session_made_up"}
JOBS: list[dict[str, object]] = [
    {
        "type": "SUBMISSION",
        "job_id": None,
        "submission_id": f"raysubmit_made_up_{at}",
        "driver_info": None,
        "status": "SUCCEEDED",
        "entrypoint": "python made-up.py",
        "message": "Job finished successfully.",
        "error_type": None,
        "start_time": 1719792000000,
        "end_time": 1719792060000,
        "metadata": {},
        "runtime_env": {},
    }
    for at in range(3)
]

server = simulated(
    "ray_dashboard_open",
    product="Ray",
    pages={"/": titled("Ray Dashboard"), "/api/version": as_json(VERSION), "/api/jobs/": as_json(JOBS)},
    empty={"/api/jobs/": as_json([])},
    denied=PROXY,
    public=(),
    records=len(JOBS),
)
