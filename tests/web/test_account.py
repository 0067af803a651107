"""The account, the tools, the directory, names and InternetDB: small answers in Shodan's shapes."""

from __future__ import annotations

import pytest

from tests.web.inside import Inside
from tests.web.seen import DATABASE, SIX, WEB


def test_what_clients_read_of_the_account_is_there(inside: Inside) -> None:
    info = inside.json("/api-info")
    assert {"query_credits", "scan_credits", "unlocked_left", "plan", "usage_limits"} <= set(info)
    profile = inside.json("/account/profile")
    assert profile["display_name"] == "all of it"
    assert {"member", "credits", "created"} <= set(profile)
    assert {"name", "admins", "members", "domains", "upgrade_type"} <= set(inside.json("/org"))


def test_the_directory_and_the_bulk_data_are_empty(inside: Inside) -> None:
    assert inside.json("/shodan/query", page=2, sort="votes", order="asc") == {"total": 0, "matches": []}
    assert inside.json("/shodan/query/search", query="webcam") == {"total": 0, "matches": []}
    assert inside.json("/shodan/query/tags", size=5) == {"total": 0, "matches": []}
    assert inside.json("/shodan/data") == []
    assert inside.error("/shodan/data/raw-daily", 404)


def test_the_tools_show_what_the_server_sees(inside: Inside) -> None:
    assert isinstance(inside.json("/tools/myip"), str)
    assert inside.json("/tools/httpheaders")["Host"] == "127.0.0.1:8322"


def test_names_come_out_of_what_services_told(inside: Inside) -> None:
    answer = inside.json("/dns/domain/example.org")
    rows = {(row["subdomain"], row["type"], row["value"]) for row in answer["data"]}
    assert rows == {
        ("", "A", WEB), ("www", "A", WEB), ("db", "A", DATABASE), ("six", "AAAA", SIX),
    }  # fmt: skip
    assert answer["domain"] == "example.org"
    assert set(answer["subdomains"]) == {"www", "db", "six"}
    assert answer["more"] is False
    six = inside.json("/dns/domain/EXAMPLE.org", type="AAAA")["data"]
    assert [row["subdomain"] for row in six] == ["six"]
    none = inside.json("/dns/domain/example.org", type="MX")
    assert (none["data"], none["more"]) == ([], False)
    assert inside.json("/dns/domain/example.org", page="2")["data"] == []
    assert inside.error("/dns/domain/nowhere.example", 404)
    assert inside.error("/dns/domain/nowhere.example", 404, type="MX")


def test_a_host_name_is_told_as_a_part_of_its_domain(inside: Inside) -> None:
    answer = inside.json("/dns/domain/www.example.org")
    assert answer["domain"] == "example.org"
    assert [(row["subdomain"], row["value"]) for row in answer["data"]] == [("www", WEB)]


def test_a_name_of_one_label_is_its_own_domain(inside: Inside) -> None:
    answer = inside.json("/dns/domain/ORG")
    assert answer["domain"] == "org"
    assert {row["subdomain"] for row in answer["data"]} >= {"example", "www.example"}


def test_resolving_asks_the_store_and_nobody_else(inside: Inside) -> None:
    found = inside.json("/dns/resolve", hostnames="www.example.org,localhost")
    assert found == {"www.example.org": WEB, "localhost": None}
    back = inside.json("/dns/reverse", ips=f"{DATABASE},127.0.0.1")
    assert back == {DATABASE: ["db.example.org"], "127.0.0.1": None}
    assert inside.error("/dns/resolve", 400)
    assert inside.error("/dns/reverse", 400, ips="word")


def test_internetdb_is_short_and_wants_the_key_too(inside: Inside) -> None:
    assert inside.json(f"/{WEB}") == {
        "ip": WEB,
        "ports": [443],
        "cpes": ["cpe:/a:f5:nginx:1.27.1"],
        "hostnames": ["www.example.org", "example.org"],
        "tags": [],
        "vulns": ["CVE-2023-44487"],
    }
    nobody = inside.get("/203.0.113.77")
    assert (nobody.status_code, nobody.json()) == (404, {"detail": "No information available"})
    assert inside.client.get(f"/{WEB}").status_code == 401


def test_internetdbs_clients_have_the_key_in_their_base_address(inside: Inside) -> None:
    answer = inside.client.get(f"/internetdb/{inside.reading}/{WEB}")
    assert (answer.status_code, answer.json()) == (200, inside.json(f"/{WEB}"))
    nobody = inside.client.get(f"/internetdb/{inside.reading}/203.0.113.77")
    assert (nobody.status_code, nobody.json()) == (404, {"detail": "No information available"})
    wrong = inside.client.get(f"/internetdb/wrong/{WEB}", params={"key": inside.key})
    assert (wrong.status_code, wrong.json()) == (401, {"error": "Invalid API key"})
    assert inside.client.get(f"/internetdb/{inside.reading}/words").status_code == 400


@pytest.mark.parametrize("path", ["/labs/honeyscore/192.0.2.1", "/shodan/nothing", "/nothing/at/all"])
def test_what_is_not_here_is_said_as_json(inside: Inside, path: str) -> None:
    assert inside.error(path, 404)
