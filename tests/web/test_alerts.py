"""Alerts and notifiers over the web, and what one leaves of the other."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import pytest

from leftopen.service.alerts.notifiers import PROVIDERS
from leftopen.service.alerts.triggers import TRIGGERS
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.notifiers import Notifiers
from tests.store.samples import NOON, seen
from tests.web.inside import Inside

SECRET = "made-up-" + "secret-of-a-notifier"
OPEN, MASK = ("chat_id", "room_id", "to"), "•" * 8


def created(inside: Inside, *networks: str, name: str = "Ours", expires: int = 0) -> Any:
    asked = {"name": name, "filters": {"ip": list(networks)}, "expires": expires}
    answer = inside.client.post("/shodan/alert", params={"key": inside.key}, json=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def well(inside: Inside, method: str, path: str) -> None:
    answer = inside.ask(method, path)
    assert (answer.status_code, answer.json()) == (200, {"success": True}), answer.text


def test_an_alert_says_how_many_addresses_it_has(inside: Inside) -> None:
    alert = created(inside, "198.51.100.0/24", "203.0.113.5")
    assert alert["size"] == 257
    assert alert["filters"] == {"ip": ["198.51.100.0/24", "203.0.113.5"]}
    assert alert["expires"] == 0
    assert alert["expiration"] is None
    assert alert["has_triggers"] is False
    assert inside.json(f"/shodan/alert/{alert['id']}/info") == alert
    assert alert in inside.json("/shodan/alert/info")


def test_one_network_may_stand_alone(inside: Inside) -> None:
    asked = {"name": "One", "filters": {"ip": "203.0.113.0/28"}}
    answer = inside.client.post("/shodan/alert", params={"key": inside.key}, json=asked)
    assert answer.json()["size"] == 16


def test_an_edit_changes_the_networks_and_nothing_else(inside: Inside) -> None:
    alert = created(inside, "198.51.100.0/24")
    well(inside, "PUT", f"/shodan/alert/{alert['id']}/trigger/any")
    changed = inside.client.post(
        f"/shodan/alert/{alert['id']}", params={"key": inside.key}, json={"filters": {"ip": ["203.0.113.1"]}}
    ).json()
    assert changed["filters"]["ip"] == ["203.0.113.1"]
    assert changed["triggers"] == {"any": {}}
    assert changed["created"] == alert["created"]


def test_triggers_go_on_and_off_and_can_ignore(inside: Inside) -> None:
    alert = created(inside, "198.51.100.0/24")["id"]
    well(inside, "PUT", f"/shodan/alert/{alert}/trigger/new_service,vulnerable")
    well(inside, "PUT", f"/shodan/alert/{alert}/trigger/new_service/ignore/198.51.100.7:443")
    well(inside, "PUT", f"/shodan/alert/{alert}/trigger/vulnerable/ignore/198.51.100.7:443/CVE-2023-44487")
    assert inside.json(f"/shodan/alert/{alert}/info")["triggers"] == {
        "new_service": {"ignore": [{"ip": "198.51.100.7", "port": 443}]},
        "vulnerable": {"ignore": [{"ip": "198.51.100.7", "port": 443, "vulns": ["CVE-2023-44487"]}]},
    }
    well(inside, "DELETE", f"/shodan/alert/{alert}/trigger/new_service/ignore/198.51.100.7:443")
    well(inside, "DELETE", f"/shodan/alert/{alert}/trigger/vulnerable")
    assert inside.json(f"/shodan/alert/{alert}/info")["triggers"] == {"new_service": {}}


def test_every_trigger_of_the_list_can_be_turned_on(inside: Inside) -> None:
    alert = created(inside, "198.51.100.0/24")["id"]
    names = [trigger["name"] for trigger in inside.json("/shodan/alert/triggers")]
    assert names == list(TRIGGERS)
    well(inside, "PUT", f"/shodan/alert/{alert}/trigger/{','.join(names)}")
    assert list(inside.json(f"/shodan/alert/{alert}/info")["triggers"]) == names


def test_a_removed_alert_is_gone(inside: Inside) -> None:
    alert = created(inside, "198.51.100.0/24")["id"]
    well(inside, "DELETE", f"/shodan/alert/{alert}")
    assert inside.error(f"/shodan/alert/{alert}/info", 404).startswith("there is no alert")
    assert inside.ask("DELETE", f"/shodan/alert/{alert}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "x", "filters": {"ip": ["nowhere"]}}, "is not a valid IP address"),
        ({"name": "x", "filters": {"ip": ["198.51.100.7/24"]}}, "did you mean 198.51.100.0/24"),
        ({"name": "x", "filters": {"ip": []}}, "at least one"),
        ({"name": "", "filters": {"ip": ["198.51.100.7"]}}, "characters"),
        ({"name": "x", "filters": {"ip": ["198.51.100.7"]}, "expires": -1}, "expires"),
        ({"name": "x"}, "filters"),
        ([], "valid dictionary"),
    ],
    ids=["word", "host-bits", "none", "nameless", "past", "no-filters", "list"],
)
def test_a_wrong_alert_is_refused_in_one_sentence(inside: Inside, asked: object, said: str) -> None:
    answer = inside.client.post("/shodan/alert", params={"key": inside.key}, json=asked)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_a_trigger_that_is_none_or_is_not_on(inside: Inside) -> None:
    alert = created(inside, "198.51.100.0/24")["id"]
    for path in ("trigger/nothing", "trigger/any/ignore/nowhere", "trigger/any/ignore/198.51.100.7:99999"):
        assert inside.ask("PUT", f"/shodan/alert/{alert}/{path}").status_code == 400
    assert inside.ask("PUT", f"/shodan/alert/{alert}/trigger/any/ignore/198.51.100.7:80").status_code == 404


def test_a_notifier_from_its_making_to_its_end(inside: Inside) -> None:
    made = inside.form("/notifier", provider="webhook", description="ours", url="http://127.0.0.1:9/hook")
    assert made.json()["success"] is True
    id = made.json()["id"]
    wanted = {
        "id": id, "provider": "webhook", "args": {"url": MASK}, "description": "ours",
    }  # fmt: skip
    assert inside.json(f"/notifier/{id}") == wanted
    assert wanted in inside.json("/notifier")["matches"]
    alert = created(inside, "198.51.100.0/24")["id"]
    well(inside, "PUT", f"/shodan/alert/{alert}/notifier/{id}")
    assert inside.json(f"/shodan/alert/{alert}/info")["notifiers"] == [wanted]
    assert inside.ask("PUT", f"/notifier/{id}", url="http://127.0.0.1:9/other").json()["id"] == id
    assert Notifiers(inside.workspace.store.records).get(id).args == {"url": "http://127.0.0.1:9/other"}
    well(inside, "DELETE", f"/notifier/{id}")
    assert inside.json(f"/shodan/alert/{alert}/info")["notifiers"] == []
    assert inside.error(f"/notifier/{id}", 404).startswith("there is no notifier")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_notifiers_secrets_are_read_by_nobody(inside: Inside, provider: str) -> None:
    """Of every provider, on every page that shows a notifier, for a key that reads and for one that scans."""
    names = PROVIDERS[provider]
    given = {name: value_of(name) for name in names}
    made = inside.form("/notifier", provider=provider, description="ours", **given)
    id, alert = made.json()["id"], created(inside, "198.51.100.0/24")["id"]
    well(inside, "PUT", f"/shodan/alert/{alert}/notifier/{id}")
    changed = inside.ask("PUT", f"/notifier/{id}", description="theirs")
    pages = (
        f"/notifier/{id}", "/notifier", f"/notifier/{id}/fired", "/notifier/provider",
        f"/shodan/alert/{alert}/info", "/shodan/alert/info", f"/shodan/alert/{alert}/fired",
    )  # fmt: skip
    answers = [
        inside.client.get(path, params={"key": key}) for path in pages for key in (inside.key, inside.reading)
    ]
    assert {answer.status_code for answer in answers} == {200}
    reported = "".join(answer.text for answer in (made, changed, *answers))
    assert SECRET not in reported
    shown = inside.json(f"/notifier/{id}")["args"]
    assert shown == {name: value if name in OPEN else MASK for name, value in given.items()}
    kept = Notifiers(inside.workspace.store.records).get(id)
    assert kept.args == given
    assert SECRET not in repr(kept)
    assert SECRET not in repr(Audit(inside.workspace.store.records).list(100))


def value_of(name: str) -> str:
    if name in OPEN:
        return "ops@example.org" if name == "to" else "4711"
    return f"http://127.0.0.1:9/{SECRET}" if "url" in name else SECRET


def test_a_mask_that_comes_back_changes_nothing(inside: Inside) -> None:
    id = inside.form("/notifier", provider="telegram", chat_id="1", token=SECRET).json()["id"]
    shown = inside.json(f"/notifier/{id}")["args"]
    assert inside.ask("PUT", f"/notifier/{id}", **{**shown, "chat_id": "2"}).status_code == 200
    assert Notifiers(inside.workspace.store.records).get(id).args == {"chat_id": "2", "token": SECRET}
    assert inside.ask("PUT", f"/notifier/{id}", token="another").status_code == 200
    assert Notifiers(inside.workspace.store.records).get(id).args["token"] == "another"
    for provider, names in (("slack", ("webhook_url",)), ("telegram", ("chat_id", "token"))):
        refused = inside.form("/notifier", provider=provider, **dict.fromkeys(names, MASK))
        assert refused.status_code == 400
        assert "hidden secret" in refused.json()["error"]


def test_a_wrong_notifier_is_refused(inside: Inside) -> None:
    assert "needs the argument 'url'" in inside.form("/notifier", provider="webhook").json()["error"]
    assert "unknown provider" in inside.form("/notifier", provider="pigeon").json()["error"]
    assert set(inside.json("/notifier/provider")) >= {"email", "webhook", "slack"}


@pytest.mark.parametrize(
    "text", ["a\0b", "a\r\nb", "a\tb", "\u202egpj.exe", "a\x1b[2Jb", "a\x7f", "a\u2028b"]
)
def test_what_does_not_print_is_kept_nowhere(inside: Inside, text: str) -> None:
    asked = {"name": text, "filters": {"ip": "192.0.2.1"}}
    refused = [
        inside.client.post("/shodan/alert", params={"key": inside.key}, json=asked),
        inside.form("/notifier", provider="webhook", url=f"http://127.0.0.1/{text}"),
        inside.form("/notifier", provider="webhook", url="http://127.0.0.1/", description=text),
        inside.form("/notifier", provider="email", to=f"{text}@example.org"),
        inside.form("/notifier", provider="telegram", chat_id="1", token=text),
    ]
    made = inside.form("/notifier", provider="webhook", url="http://127.0.0.1/").json()["id"]
    refused += [inside.ask("PUT", f"/notifier/{made}", url=f"http://127.0.0.1/{text}")]
    refused += [inside.ask("PUT", f"/notifier/{made}", description=text)]
    alert = created(inside, "198.51.100.0/24")["id"]
    well(inside, "PUT", f"/shodan/alert/{alert}/trigger/any")
    ignored = f"/shodan/alert/{alert}/trigger/any/ignore/198.51.100.7:443/{quote(text, safe='')}"
    refused += [inside.ask("PUT", ignored)]
    assert [(answer.status_code, list(answer.json())) for answer in refused] == [(400, ["error"])] * 8
    assert Notifiers(inside.workspace.store.records).get(made).args == {"url": "http://127.0.0.1/"}
    assert inside.json(f"/shodan/alert/{alert}/info")["triggers"] == {"any": {}}


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "http:", "http:///x", "//127.0.0.1/",
        "http://[::1", "http://127.0.0.1:99999/", " http://127.0.0.1/", "http://127.0.0.1/a b", "127.0.0.1",
    ],
)  # fmt: skip
def test_a_notifiers_url_is_one_of_the_web(inside: Inside, url: str) -> None:
    for provider, name in (("webhook", "url"), ("slack", "webhook_url")):
        answer = inside.form("/notifier", provider=provider, **{name: url})
        assert answer.status_code == 400
        assert answer.json()["error"].startswith(f"{name} must be a URL")


def test_urls_and_mail_addresses_that_are_whole_are_taken(inside: Inside) -> None:
    for fields in (
        {"provider": "webhook", "url": "HTTPS://hooks.example:8443/a?b=c#d"},
        {"provider": "slack", "webhook_url": "http://[::1]/x"},
        {"provider": "email", "to": "jane.roe+list@mail.example.com"},
        {"provider": "phone", "to": "+1 555 0100"},
    ):
        assert inside.form("/notifier", **fields).json()["success"] is True


@pytest.mark.parametrize("to", ["a\r\nBcc:x@y", "a@b, c@d", "a@", "@b", "a b@c", "<a@b>", "a@b?cc=c@d", "a"])
def test_a_notifiers_mail_address_is_one_and_plain(inside: Inside, to: str) -> None:
    answer = inside.form("/notifier", provider="email", to=to)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("to ")


def test_what_fired_can_be_read_by_alert_and_by_notifier(inside: Inside) -> None:
    """The server follows what is stored, whoever stores it."""
    alert = created(inside, "203.0.113.64/26")["id"]
    notifier = inside.form("/notifier", provider="webhook", url="http://127.0.0.1:9/hook").json()["id"]
    well(inside, "PUT", f"/shodan/alert/{alert}/notifier/{notifier}")
    well(inside, "PUT", f"/shodan/alert/{alert}/trigger/any")
    for number in range(100):
        made = seen("203.0.113.65", 8080, NOON, f"fired {number}")
        ObservationWriter(inside.workspace.store.client).add([made])
        answer = inside.json(f"/notifier/{notifier}/fired")
        if answer["total"]:
            break
        time.sleep(0.2)
    first = answer["matches"][-1]
    assert {name: first[name] for name in ("alert", "trigger", "notifier", "where", "count")} == {
        "alert": alert, "trigger": "any", "notifier": notifier, "where": "203.0.113.65:8080", "count": 1,
    }  # fmt: skip
    assert first in inside.json(f"/shodan/alert/{alert}/fired")["matches"]
    assert inside.error("/notifier/nobody/fired", 404)
    assert inside.error("/shodan/alert/NOBODY/fired", 404)
    well(inside, "DELETE", f"/shodan/alert/{alert}")
