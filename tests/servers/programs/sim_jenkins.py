"""Jenkins as its book describes the remote access API; `closed` as jenkinsci/jenkins core HttpResponses and
AccessDeniedException3 send it: 403 with a page that leads on to the login."""

from __future__ import annotations

from tests.servers.real import FORBIDDEN
from tests.servers.sim_pages import HTML, simulated, titled
from tests.servers.sim_web import Said, as_json

HEADERS = {"x-jenkins": "2.440.1", "x-hudson": "1.395", "x-content-type-options": "nosniff"}
PATH = "/api/json?tree=useSecurity,jobs%5Bname%5D%7B0,100%7D"
JOBS = [{"_class": "hudson.model.FreeStyleProject", "name": f"made-up-{at}"} for at in range(3)]
LOGIN = b"<html><head><meta http-equiv='refresh' content='1;url=/login?from=%2F'/></head><body></body></html>"


def root(jobs: list[dict[str, str]], secure: bool) -> Said:
    answer = {"_class": "hudson.model.Hudson", "jobs": jobs, "useSecurity": secure}
    return as_json(answer, HEADERS | {"content-type": "application/json;charset=utf-8"})


server = simulated(
    "jenkins_open",
    product="Jenkins",
    pages={"/": titled("Dashboard [Jenkins]", headers=HEADERS), PATH: root(JOBS, secure=False)},
    empty={PATH: root([], secure=True)},
    denied=Said(status=403, phrase="Forbidden", headers=HEADERS | HTML, body=LOGIN),
    public=(),
    refused=FORBIDDEN,
    records=len(JOBS),
)
