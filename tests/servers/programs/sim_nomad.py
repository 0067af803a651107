"""Nomad as its API reference describes the list of jobs, with and without `acl`; the front page as
command/agent/http.go of hashicorp/nomad redirects it."""

from __future__ import annotations

from tests.servers.real import PASSWORD
from tests.servers.sim_pages import (
    GO_MISSING,
    TEXT,
    redirect,
    simulated,
)
from tests.servers.sim_web import Said, as_json

HEADERS = {"x-nomad-index": "42", "x-nomad-knownleader": "true", "x-nomad-lastcontact": "0"}
PATH = "/v1/jobs?per_page=50"


def job(at: int) -> dict[str, object]:
    summary: dict[str, object] = {"JobID": f"made-up-{at}", "Namespace": "default", "Summary": {}}
    return {
        "ID": f"made-up-{at}",
        "ParentID": "",
        "Name": f"made-up-{at}",
        "Namespace": "default",
        "Datacenters": ["dc1"],
        "Type": "service",
        "Priority": 50,
        "Periodic": False,
        "Stop": False,
        "Status": "running",
        "JobSummary": summary,
        "CreateIndex": 7,
        "ModifyIndex": 9,
    }


JOBS = [job(at) for at in range(3)]

server = simulated(
    "nomad_open",
    product="",
    pages={
        "/": redirect("/ui/", status=307, phrase="Temporary Redirect"),
        PATH: as_json(JOBS, HEADERS),
    },
    empty={PATH: as_json([], HEADERS)},
    denied=Said(status=403, phrase="Forbidden", headers=TEXT, body=b"Permission denied"),
    refused=PASSWORD,
    missing=GO_MISSING,
    records=len(JOBS),
)
