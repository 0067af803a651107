"""Every question of Shodan's API that changes something, asked eight times at once.

A route that has no act here fails by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from leftopen.model.alert import Alert
from leftopen.model.notifier import Notifier
from leftopen.service.alerts import alerts, notifiers
from leftopen.store.records.entities.alerts import Alerts
from leftopen.store.records.entities.identity.users import Users
from leftopen.store.records.entities.notifiers import Notifiers
from leftopen.store.records.entities.scan_jobs import ScanJobs
from leftopen.web.app import GROUPS
from tests.web.eight import TIMES, Acts, Crowd, crowd_in, done

API = Acts()
WRITING = sorted(
    f"{method} {route.path}"
    for group in GROUPS
    for route in group.router.routes
    if isinstance(route, APIRoute)
    for method in (route.methods or set()) - {"GET", "HEAD", "OPTIONS"}
)
TRIGGER, SERVICE = "malware", "192.0.2.7:443"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    with crowd_in(tmp_path_factory.mktemp("eight")) as made:
        yield made


@pytest.mark.parametrize("route", WRITING)
def test_asked_eight_times_at_once(crowd: Crowd, route: str) -> None:
    assert route in API.known, f"{route} has no act in {Path(__file__).name}: say what eight of it do"
    API.known[route](crowd)


def test_every_act_is_of_a_route() -> None:
    assert sorted(API.known) == WRITING


def an_alert(crowd: Crowd) -> Alert:
    made = alerts.create(crowd.workspace, crowd.fresh("alert"), ["192.0.2.0/24"], 0)
    alerts.enable(crowd.workspace, made.id, [TRIGGER])
    return made


def now(crowd: Crowd, alert: Alert) -> Alert:
    return Alerts(crowd.workspace.store.records).get(alert.id)


def a_notifier(crowd: Crowd) -> Notifier:
    return notifiers.create(crowd.workspace, "email", {"to": "soc@example.org"}, crowd.fresh("told"))


def changed(crowd: Crowd, method: str, path: str, **more: Any) -> int:
    return done(crowd.api(method, path, **more))


@API.of("POST /shodan/scan")
def scan(crowd: Crowd) -> None:
    """Each is a scan of its own, as at Shodan; together never more than may wait (`test_eight_records`)."""
    before = ScanJobs(crowd.workspace.store.records).list(1, 0)[1]
    assert changed(crowd, "POST", "/shodan/scan", data={"ips": '{"127.85.0.2": [[9, "tcp"]]}'}) == TIMES
    assert ScanJobs(crowd.workspace.store.records).list(1, 0)[1] - before == TIMES


@API.of("POST /shodan/scan/internet")
def internet(crowd: Crowd) -> None:
    """Refused."""
    before = ScanJobs(crowd.workspace.store.records).list(1, 0)[1]
    assert changed(crowd, "POST", "/shodan/scan/internet", data={"port": "80"}) == 0
    assert ScanJobs(crowd.workspace.store.records).list(1, 0)[1] == before


@API.of("POST /shodan/alert")
def alert_add(crowd: Crowd) -> None:
    """Each is an alert of its own, as at Shodan; together never more than there may be."""
    before, body = (
        len(Alerts(crowd.workspace.store.records).list()),
        {"name": "x", "filters": {"ip": ["192.0.2.0/24"]}},
    )
    assert changed(crowd, "POST", "/shodan/alert", json=body) == TIMES
    assert len(Alerts(crowd.workspace.store.records).list()) - before == TIMES


@API.of("POST /shodan/alert/{id}")
def alert_edit(crowd: Crowd) -> None:
    """The same, whoever is last."""
    alert = an_alert(crowd)
    assert (
        changed(crowd, "POST", f"/shodan/alert/{alert.id}", json={"filters": {"ip": "198.51.100.0/24"}})
        == TIMES
    )
    assert now(crowd, alert).networks == ("198.51.100.0/24",)


@API.of("DELETE /shodan/alert/{id}")
def alert_remove(crowd: Crowd) -> None:
    alert = an_alert(crowd)
    assert changed(crowd, "DELETE", f"/shodan/alert/{alert.id}") == 1
    assert alert.id not in [one.id for one in Alerts(crowd.workspace.store.records).list()]


@API.of("PUT /shodan/alert/{id}/trigger/{names}")
def trigger_on(crowd: Crowd) -> None:
    """On is on; nothing that another one set is lost."""
    alert = an_alert(crowd)
    assert changed(crowd, "PUT", f"/shodan/alert/{alert.id}/trigger/open_database") == TIMES
    assert sorted(now(crowd, alert).triggers) == [TRIGGER, "open_database"]


@API.of("DELETE /shodan/alert/{id}/trigger/{names}")
def trigger_off(crowd: Crowd) -> None:
    """Off is off."""
    alert = an_alert(crowd)
    assert changed(crowd, "DELETE", f"/shodan/alert/{alert.id}/trigger/{TRIGGER}") == TIMES
    assert dict(now(crowd, alert).triggers) == {}


@API.of("PUT /shodan/alert/{id}/trigger/{name}/ignore/{service}")
def ignored(crowd: Crowd) -> None:
    alert = an_alert(crowd)
    assert changed(crowd, "PUT", f"/shodan/alert/{alert.id}/trigger/{TRIGGER}/ignore/{SERVICE}") == TIMES
    assert len(now(crowd, alert).triggers[TRIGGER]) == 1


@API.of("PUT /shodan/alert/{id}/trigger/{name}/ignore/{service}/{vulns}")
def ignored_vulns(crowd: Crowd) -> None:
    alert = an_alert(crowd)
    path = f"/shodan/alert/{alert.id}/trigger/{TRIGGER}/ignore/{SERVICE}/CVE-2026-1"
    assert changed(crowd, "PUT", path) == TIMES
    [kept] = now(crowd, alert).triggers[TRIGGER]
    assert kept.vulns == ("CVE-2026-1",)


@API.of("DELETE /shodan/alert/{id}/trigger/{name}/ignore/{service}")
def unignored(crowd: Crowd) -> None:
    """Gone is gone."""
    alert = an_alert(crowd)
    alerts.ignore(crowd.workspace, alert.id, TRIGGER, SERVICE)
    assert changed(crowd, "DELETE", f"/shodan/alert/{alert.id}/trigger/{TRIGGER}/ignore/{SERVICE}") == TIMES
    assert now(crowd, alert).triggers[TRIGGER] == ()


@API.of("PUT /shodan/alert/{id}/notifier/{notifier}")
def notifier_on(crowd: Crowd) -> None:
    alert, notifier = an_alert(crowd), a_notifier(crowd)
    assert changed(crowd, "PUT", f"/shodan/alert/{alert.id}/notifier/{notifier.id}") == TIMES
    assert now(crowd, alert).notifiers == (notifier.id,)


@API.of("DELETE /shodan/alert/{id}/notifier/{notifier}")
def notifier_off(crowd: Crowd) -> None:
    alert, notifier = an_alert(crowd), a_notifier(crowd)
    alerts.add_notifier(crowd.workspace, alert.id, notifier.id)
    assert changed(crowd, "DELETE", f"/shodan/alert/{alert.id}/notifier/{notifier.id}") == 1
    assert now(crowd, alert).notifiers == ()


@API.of("POST /notifier")
def notifier_add(crowd: Crowd) -> None:
    """Each is a notifier of its own, as at Shodan; together never more than there may be."""
    room = notifiers.MOST - len(Notifiers(crowd.workspace.store.records).list())
    for _ in range(room - 1):
        a_notifier(crowd)
    form = {"provider": "email", "to": "soc@example.org", "description": "x"}
    assert changed(crowd, "POST", "/notifier", data=form) == 1
    found = Notifiers(crowd.workspace.store.records).list()
    assert len(found) == notifiers.MOST
    for one in found:
        notifiers.remove(crowd.workspace, one.id)


@API.of("PUT /notifier/{id}")
def notifier_edit(crowd: Crowd) -> None:
    """The same, whoever is last."""
    notifier = a_notifier(crowd)
    assert changed(crowd, "PUT", f"/notifier/{notifier.id}", params={"to": "ops@example.org"}) == TIMES
    assert Notifiers(crowd.workspace.store.records).get(notifier.id).args == {"to": "ops@example.org"}


@API.of("DELETE /notifier/{id}")
def notifier_remove(crowd: Crowd) -> None:
    alert, notifier = an_alert(crowd), a_notifier(crowd)
    alerts.add_notifier(crowd.workspace, alert.id, notifier.id)
    assert changed(crowd, "DELETE", f"/notifier/{notifier.id}") == 1
    assert now(crowd, alert).notifiers == ()


@API.of("PUT /org/member/{user}")
@API.of("DELETE /org/member/{user}")
def member(crowd: Crowd) -> None:
    """Refused: there are no organisations here."""
    before = Users(crowd.workspace.store.records).list()
    for method in ("PUT", "DELETE"):
        assert changed(crowd, method, "/org/member/somebody") == 0
    assert Users(crowd.workspace.store.records).list() == before
