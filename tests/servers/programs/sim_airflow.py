"""Apache Airflow 2 as its REST reference describes it; `closed` as its default backend `session` refuses."""

from __future__ import annotations

from tests.servers.sim_pages import redirect, simulated
from tests.servers.sim_web import as_json

DAGS = 3
DAG = {
    "dag_id": "made-up",
    "description": None,
    "file_token": "made-up",
    "fileloc": "/opt/airflow/dags/made-up.py",
    "is_active": True,
    "is_paused": False,
    "is_subdag": False,
    "owners": ["made-up"],
    "root_dag_id": None,
    "schedule_interval": None,
    "tags": [],
}
PROBLEM = {"detail": None, "status": 401, "title": "Unauthorized", "type": "https://airflow.apache.org/docs"}
GUNICORN = {"server": "gunicorn"}

server = simulated(
    "airflow_open",
    product="",
    pages={
        "/": redirect("/home", GUNICORN),
        "/api/v1/dags?limit=1": as_json({"dags": [DAG], "total_entries": DAGS}, GUNICORN),
    },
    empty={"/api/v1/dags?limit=1": as_json({"dags": [], "total_entries": 0}, GUNICORN)},
    denied=as_json(PROBLEM, GUNICORN, status=401, phrase="UNAUTHORIZED"),
    records=DAGS,
)
