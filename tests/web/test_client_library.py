"""Shodan's library asks the server that it was pointed at for everything, and nobody else.

It runs in a network namespace that nothing leads out of.
"""

from __future__ import annotations

import json

import pytest

from tests.web.client import Client
from tests.web.seen import DATABASE, PAGES, WEB
from tests.web.served import Served

pytestmark = [pytest.mark.real, pytest.mark.netns, pytest.mark.slow]


@pytest.fixture(scope="module")
def client(lonely: Served, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(server=lonely, home=tmp_path_factory.mktemp("home")).installed()


LIBRARY = """
import itertools, json, sys
import shodan
from shodan.threatnet import Threatnet
from leftopen.web.shodan_client_patch import point

point(URL)
api = shodan.Shodan(KEY)
api.api_rate_limit = 0
said = {}
said["addresses"] = [api.base_url, api.base_exploits_url, api.base_trends_url, api.stream.base_url,
                     Threatnet(KEY).base_url, Threatnet(KEY).stream.base_url]
api.base_url = "https://apiv6.shodan.io"
said["set"] = api.base_url
said["cursor"] = len(list(api.search_cursor("net:192.0.2.0/24 port:8000", fields=["ip_str"])))
said["count"] = api.count("net:192.0.2.0/24 port:8000", facets=[("port", 3), "transport"])
said["host"] = api.host(WEB, history=True)["ports"]
said["hosts"] = [one["ip_str"] for one in api.host([WEB, DATABASE], minify=True)]
said["trends"] = api.trends.search("product:nginx", [("port", 2)])
said["trend names"] = [len(api.trends.search_facets()), len(api.trends.search_filters())]
said["exploits"] = [api.exploits.search("nginx", facets=["type"])["total"], api.exploits.count("x")["total"]]
made = api.notifier.create("webhook", {"url": "http://127.0.0.1:9/hook"}, description="ours")
api.notifier.edit(made["id"], {"url": "http://127.0.0.1:9/other"})
said["notifier"] = api.notifier.get(made["id"])["args"]
said["notifiers"] = [api.notifier.list_notifiers()["total"], sorted(api.notifier.list_providers())[0]]
alert = api.create_alert("Ours", ["203.0.113.0/24"])
api.edit_alert(alert["id"], ["203.0.113.0/25"])
api.enable_alert_trigger(alert["id"], "new_service")
api.ignore_alert_trigger_notification(alert["id"], "new_service", "203.0.113.4", 80)
api.unignore_alert_trigger_notification(alert["id"], "new_service", "203.0.113.4", 80)
api.add_alert_notifier(alert["id"], made["id"])
said["alert"] = api.alerts(alert["id"])["filters"]["ip"]
api.remove_alert_notifier(alert["id"], made["id"])
api.disable_alert_trigger(alert["id"], "new_service")
said["gone"] = [api.delete_alert(alert["id"])["success"], api.notifier.remove(made["id"])["success"]]
said["names"] = [len(api.search_facets()), len(api.search_filters()), api.search_tokens("port:80")["filters"]]
said["scan"] = [api.scans()["total"], len(api.ports()), "redis" in api.protocols(), "80" in api.services()]
said["queries"] = [api.queries()["total"], api.queries_search("x")["total"], api.queries_tags()["total"]]
said["tools"] = [api.tools.myip(), api.dns.domain_info("example.org")["domain"], api.data.list_datasets()]
said["account"] = [api.info()["plan"], api.org.info()["name"]]
for name, ask in {
    "honeyscore": lambda: api.labs.honeyscore(WEB),
    "empty": lambda: api.search(""),
    "word": lambda: api.host("test"),
    "nobody": lambda: api.host("203.0.113.250"),
    "internet": lambda: api.scan_internet(80, "http"),
    "outside": lambda: api.scan("8.8.8.8"),
    "events": lambda: next(Threatnet(KEY).stream.events()),
    "wrong": lambda: shodan.Shodan("wrong").info(),
}.items():
    try:
        ask()
    except shodan.APIError as error:
        said[name] = str(error)
print(json.dumps(said))
"""


def test_the_library_asks_the_same_server_for_everything(client: Client) -> None:
    url = client.server.url
    names = {"URL": url, "KEY": client.server.key, "WEB": WEB, "DATABASE": DATABASE}
    given = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    answer = json.loads(client.python(given + LIBRARY).splitlines()[-1])
    assert set(answer["addresses"]) == {url}
    assert answer["set"] == url
    assert answer["cursor"] == answer["count"]["total"] == PAGES
    assert [one["value"] for one in answer["count"]["facets"]["transport"]] == ["tcp"]
    assert answer["host"] == [443]
    assert answer["hosts"] == [WEB, DATABASE]
    assert [month["month"] for month in answer["trends"]["matches"]][::3] == ["2022-11", "2023-02"]
    assert answer["trends"]["facets"]["port"][0] == {"key": "2022-11", "values": [{"value": 443, "count": 1}]}
    assert min(answer["trend names"]) > 60
    assert answer["exploits"] == [0, 0]
    assert answer["notifier"] == {"url": "•" * 8}
    assert answer["notifiers"] == [1, "apprise"]
    assert answer["alert"] == ["203.0.113.0/25"]
    assert answer["gone"] == [True, True]
    assert answer["names"][2] == ["port"]
    assert answer["scan"][2:] == [True, True]
    assert answer["queries"] == [0, 0, 0]
    assert answer["tools"] == ["127.0.0.1", "example.org", []]
    assert answer["account"] == ["corp", "leftopen"]
    assert answer["honeyscore"] == "Honeyscore is not supported"
    assert answer["empty"] == "Empty search query"
    assert "Invalid IP" in answer["word"]
    assert answer["nobody"] == "No information available for that IP."
    assert "Internet-wide scans are not supported" in answer["internet"]
    assert "no scope record covers 8.8.8.8" in answer["outside"]
    assert "Not Found" in answer["events"] or "Streaming API" in answer["events"]
    assert answer["wrong"] == "Invalid API key"
