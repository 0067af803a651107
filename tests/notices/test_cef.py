"""A notice as events of the Common Event Format."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from leftopen.model.notice import Notice
from leftopen.notices.cef import render, sender
from tests.notices.test_syslog import Streamed, unframed
from tests.notices.test_webhook import ITEM, NOTICE, US


async def sending(notice: Notice, out: Streamed) -> str:
    return await sender.send(notice, US, out)


def test_each_exposure_is_an_event() -> None:
    first, second = unframed(render(NOTICE, US))
    assert first.endswith(
        b"CEF:0|leftopen|leftopen|1|redis_open|Redis readable without authentication|8|"
        b"externalId=0123abcd src=192.0.2.7 spt=6379 app=Redis cat=exposure start=1795867200000 "
        b"cs1Label=case cs1=c1 msg=us_ssn 3"
    )
    assert b"spt=6380" in second


def test_a_name_stays_in_its_field() -> None:
    odd = replace(ITEM, title="a|b\nCEF:0|x", product="p=q src=8.8.8.8")
    [event] = unframed(render(replace(NOTICE, about=(odd,)), US))
    assert b"|a\\|b\\x0aCEF:0\\|x|" in event.replace(b"\\\\x0a", b"\\x0a")
    assert b"app=p\\=q src\\=8.8.8.8 cat=" in event


def test_it_goes_to_its_server() -> None:
    out, to = Streamed(), "cefs://siem.example.org:6514"
    asyncio.run(sending(replace(NOTICE, to=to, about=()), out))
    [(url, raw)] = out.sent
    assert (url, len(unframed(raw))) == (to, 1)


def test_a_long_one_is_cut_inside_its_values() -> None:
    long = replace(ITEM, product="=\\" * 5000, holds={f"label {number}": number for number in range(900)})
    [event] = unframed(render(replace(NOTICE, about=(long,)), US))
    text = event.decode()
    assert len(event) < 8192
    assert " cs1Label=case cs1=c1 msg=label 0 0, label 1 1" in text
    app = text.partition(" app=")[2].partition(" cat=")[0]
    assert re.fullmatch(r"(\\\\|\\=)+…", app), "no half of an escape"
