"""Alerts and notifiers over the web, and what one leaves of the other."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import pytest

from leftopen.model.notifier import Notifier
from leftopen.service.alerts.notifiers import PROVIDERS
from leftopen.service.alerts.triggers import TRIGGERS
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.notifiers import Notifiers, NotifierWriter
from tests.store.samples import NOON, seen
from tests.web.inside import Inside

HOOK = "http://127.0.0.1:9/hook"
SECRET = f"{HOOK}/" + "made-up"
OPEN, MASK = ("name", "to"), "•" * 8
SENDABLE = [provider for provider in PROVIDERS if provider != "apprise"]


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
    made = inside.form("/notifier", provider="webhook", description="ours", url=HOOK)
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
    assert inside.ask("PUT", f"/notifier/{id}", url=f"{HOOK}/other").json()["id"] == id
    assert Notifiers(inside.workspace.store.records).get(id).args == {"url": f"{HOOK}/other"}
    well(inside, "DELETE", f"/notifier/{id}")
    assert inside.json(f"/shodan/alert/{alert}/info")["notifiers"] == []
    assert inside.error(f"/notifier/{id}", 404).startswith("there is no notifier")


@pytest.mark.parametrize("provider", SENDABLE)
def test_a_notifiers_secrets_are_read_by_nobody(inside: Inside, provider: str) -> None:
    """Of every provider, on every page that shows a notifier, for a key that reads and for one that scans."""
    name, _ = PROVIDERS[provider]
    given = {name: "ops@example.org" if name == "to" else SECRET}
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


def test_a_mask_that_comes_back_changes_nothing(inside: Inside) -> None:
    records = Notifiers(inside.workspace.store.records)
    id = inside.form("/notifier", provider="slack", webhook_url=SECRET).json()["id"]
    shown = inside.json(f"/notifier/{id}")["args"]
    assert shown == {"webhook_url": MASK}
    assert inside.ask("PUT", f"/notifier/{id}", **shown, description="new").status_code == 200
    assert (records.get(id).args, records.get(id).description) == ({"webhook_url": SECRET}, "new")
    assert inside.ask("PUT", f"/notifier/{id}", webhook_url=HOOK).status_code == 200
    assert records.get(id).args == {"webhook_url": HOOK}
    for provider, name in (("slack", "webhook_url"), ("webhook", "url")):
        refused = inside.form("/notifier", provider=provider, **{name: MASK})
        assert refused.status_code == 400
        assert "hidden secret" in refused.json()["error"]


def test_a_wrong_notifier_is_refused(inside: Inside) -> None:
    assert "needs the argument 'url'" in inside.form("/notifier", provider="webhook").json()["error"]
    assert inside.json("/notifier/provider") == {
        "apprise": {"required": ["name"]}, "email": {"required": ["to"]},
        "slack": {"required": ["webhook_url"]}, "webhook": {"required": ["url"]},
    }  # fmt: skip


@pytest.mark.parametrize("provider", ["telegram", "pagerduty", "gitter", "phone", "pigeon"])
def test_a_provider_that_nothing_can_be_sent_to_is_refused_with_those_that_work(
    inside: Inside, provider: str
) -> None:
    refused = inside.form("/notifier", provider=provider, chat_id="1", token="t", to="+1 555 0100")
    assert (refused.status_code, list(refused.json())) == (400, ["error"])
    assert "use one of apprise, email, slack, webhook" in refused.json()["error"]


def test_a_notifier_to_which_nothing_would_be_sent_is_refused(inside: Inside) -> None:
    """When it is made, changed and attached; the answer does not show the URL of another."""
    unnamed = inside.form("/notifier", provider="webhook", url=f"{HOOK}/elsewhere")
    assert unnamed.status_code == 400
    assert "add this url to the setting recipients" in unnamed.json()["error"]
    made = inside.form("/notifier", provider="webhook", url=HOOK).json()["id"]
    assert inside.ask("PUT", f"/notifier/{made}", url=f"{HOOK}/elsewhere").status_code == 400
    assert Notifiers(inside.workspace.store.records).get(made).args == {"url": HOOK}
    apprise = inside.form("/notifier", provider="apprise", name="soc-chat").json()["error"]
    assert "Apprise is not configured (settings apprise_file, apprise_schemes)" in apprise
    writer = NotifierWriter(Changes(inside.workspace.store.records))
    writer.add(Notifier(id="0ld0", provider="telegram", args={"chat_id": "1", "token": SECRET}), 100)
    writer.add(Notifier(id="0ld1", provider="webhook", args={"url": f"{SECRET}-elsewhere"}), 100)
    alert = created(inside, "198.51.100.0/24")["id"]
    for old in ("0ld0", "0ld1", "default"):
        answer = inside.ask("PUT", f"/shodan/alert/{alert}/notifier/{old}")
        assert answer.status_code == (404 if old == "default" else 400)
        assert "made-up" not in answer.text
        assert "made-up" not in inside.get(f"/notifier/{old}").text
    assert inside.json(f"/shodan/alert/{alert}/info")["notifiers"] == []
    for old in ("0ld0", "0ld1"):
        well(inside, "DELETE", f"/notifier/{old}")


@pytest.mark.parametrize(
    "text", ["a\0b", "a\r\nb", "a\tb", "\u202egpj.exe", "a\x1b[2Jb", "a\x7f", "a\u2028b"]
)
def test_what_does_not_print_is_kept_nowhere(inside: Inside, text: str) -> None:
    asked = {"name": text, "filters": {"ip": "192.0.2.1"}}
    refused = [
        inside.client.post("/shodan/alert", params={"key": inside.key}, json=asked),
        inside.form("/notifier", provider="webhook", url=f"http://127.0.0.1/{text}"),
        inside.form("/notifier", provider="webhook", url=HOOK, description=text),
        inside.form("/notifier", provider="email", to=f"{text}@example.org"),
        inside.form("/notifier", provider="apprise", name=text),
    ]
    made = inside.form("/notifier", provider="webhook", url=HOOK).json()["id"]
    refused += [inside.ask("PUT", f"/notifier/{made}", url=f"http://127.0.0.1/{text}")]
    refused += [inside.ask("PUT", f"/notifier/{made}", description=text)]
    alert = created(inside, "198.51.100.0/24")["id"]
    well(inside, "PUT", f"/shodan/alert/{alert}/trigger/any")
    ignored = f"/shodan/alert/{alert}/trigger/any/ignore/198.51.100.7:443/{quote(text, safe='')}"
    refused += [inside.ask("PUT", ignored)]
    assert [(answer.status_code, list(answer.json())) for answer in refused] == [(400, ["error"])] * 8
    assert Notifiers(inside.workspace.store.records).get(made).args == {"url": HOOK}
    assert inside.json(f"/shodan/alert/{alert}/info")["triggers"] == {"any": {}}


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "http:", "http:///x", "//127.0.0.1/",
        "http://[::1", "http://127.0.0.1:99999/", " http://127.0.0.1/", "http://127.0.0.1/a b", "127.0.0.1",
        "http://hooks.example/x", "https://a:b@hooks.example/x", "https://hooks.example/x#y",
    ],
)  # fmt: skip
def test_a_notifiers_url_is_one_of_the_web(inside: Inside, url: str) -> None:
    for provider, name in (("webhook", "url"), ("slack", "webhook_url")):
        answer = inside.form("/notifier", provider=provider, **{name: url})
        assert answer.status_code == 400
        assert answer.json()["error"].startswith(f"{name} must be a URL")


def test_a_mail_address_that_is_whole_is_taken(inside: Inside) -> None:
    made = inside.form("/notifier", provider="email", to="jane.roe+list@mail.example.com")
    assert made.json()["success"] is True


@pytest.mark.parametrize("to", ["a\r\nBcc:x@y", "a@b, c@d", "a@", "@b", "a b@c", "<a@b>", "a@b?cc=c@d", "a"])
def test_a_notifiers_mail_address_is_one_and_plain(inside: Inside, to: str) -> None:
    answer = inside.form("/notifier", provider="email", to=to)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("to ")


def test_what_fired_can_be_read_by_alert_and_by_notifier(inside: Inside) -> None:
    """The server follows what is stored, whoever stores it."""
    alert = created(inside, "203.0.113.64/26")["id"]
    notifier = inside.form("/notifier", provider="webhook", url=HOOK).json()["id"]
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
