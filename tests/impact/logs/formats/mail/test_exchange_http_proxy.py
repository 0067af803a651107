"""Exchange's HttpProxy logs, also where the columns change and a value holds commas."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import OWN, items_at, told

HEAD = "#Software: Microsoft Exchange Server\r\n#Version: 15.01.2375.007\r\n#Log-type: HttpProxy Logs\r\n"
NARROW = "DateTime,RequestId,Protocol,UrlStem,ClientIpAddress,HttpStatus,Method,ResponseBytes"
WIDE = NARROW + ",UserAgent,ServerHostName,GenericErrors"


def line(stem: str, status: object = 200, size: object = 1000, client: str = "203.0.113.9") -> str:
    return f"2026-11-20T10:00:00.130Z,7e2a,Ews,{stem},{client},{status},GET,{size}"


def test_changing_columns_and_quoted_values(tmp_path: Path) -> None:
    log = (
        f"{WIDE}\r\n{HEAD}#Fields: {WIDE}\r\n"
        + line("/owa/a.eml")
        + ',"Mozilla/5.0 (X11, ""quoted"") x",MX1,"a, b"\r\n'
        + line("/owa/b.eml", 401, 0)
        + ",curl,MX1,\r\n"
        + f"#Fields: {NARROW}\r\n"
        + line("/owa/c.eml", size=400)
        + "\r\n"
    )
    found = told(tmp_path, log, items_at("/owa/a.eml", "/owa/b.eml", "/owa/c.eml"))
    assert found.unread == 0
    assert list(found.verdicts.values()) == ["served", "not_served", "served_in_part"]
    assert found.addresses["/owa/a.eml"] == ("203.0.113.9",)
    assert any("Mozilla" in agent for one in found.found.clients for agent in one.agents)
    assert {file.format for file in found.found.files} == {"exchange_http_proxy"}


def test_a_protocol_may_give_any_message(tmp_path: Path) -> None:
    for number, size in enumerate(("5000", "", "0")):
        folder = tmp_path / str(number)
        folder.mkdir()
        asked = line("/EWS/Exchange.asmx", size=size).replace(",GET,", ",POST,")
        log = f"{HEAD}#Fields: {NARROW}\r\n{line('/owa/x.css', client=OWN)}\r\n{asked}\r\n"
        assert told(folder, log, items_at("/m/a.eml")).verdicts == {"/m/a.eml": "possibly_served"}


def test_a_line_of_other_columns_is_not_understood(tmp_path: Path) -> None:
    log = f"{HEAD}#Fields: {NARROW}\r\n{line('/owa/a.eml')}\r\n{line('/owa/b.eml')},more\r\n"
    found = told(tmp_path, log, items_at("/owa/a.eml", "/owa/b.eml"))
    assert (found.unread, found.verdicts["/owa/b.eml"]) == (1, "cannot_be_known")
