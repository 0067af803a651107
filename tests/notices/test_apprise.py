"""A notice through Apprise: to a name, never to a URL."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace

import pytest

from leftopen.errors import BadAddress
from leftopen.model.notice import Notice
from leftopen.notices.apprise import render, sender
from tests.notices.test_syslog import Streamed
from tests.notices.test_webhook import NOTICE, US

HERE = replace(NOTICE, to="apprise:soc-chat")


@dataclass
class Chatted(Streamed):
    """An `Outbound` that keeps what it is given."""

    said: list[tuple[str, str, str]] = field(default_factory=list)

    async def apprise(self, name: str, title: str, text: str) -> str:
        self.said.append((name, title, text))
        return "accepted"


async def sending(notice: Notice, out: Chatted) -> str:
    return await sender.send(notice, US, out)


def test_title_and_text_go_to_the_name() -> None:
    out = Chatted()
    assert asyncio.run(sending(HERE, out)) == "accepted"
    assert out.said == [("soc-chat", NOTICE.subject, NOTICE.text)]
    assert json.loads(render(HERE, US)) == {"title": NOTICE.subject, "text": NOTICE.text}


@pytest.mark.parametrize("to", ["apprise:", "apprise:slack://a/b/c", "apprise:a b", "apprise:a\nb"])
def test_what_is_no_name_is_refused(to: str) -> None:
    with pytest.raises(BadAddress):
        render(replace(NOTICE, to=to), US)
