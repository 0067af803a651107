"""What a server says of itself, with a value in it that is encoded in every way: nothing of it is stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from tests.contents.written import ENCODINGS, beside, is_another_code, shows, values
from tests.pipeline.test_identify import heard_from, saying
from tests.pipeline.walking import contents as contents_of
from tests.pipeline.web import Answer, Web, page

# The first of each detector's that fits into a line.
VALUES = list(
    {name: (name, *rest) for name, *rest in reversed(list(values())) if "\n" not in "".join(rest)}.values()
)
PAIRS = list(beside())[::8]
LIVE = (
    "as it is",
    pytest.param("percent", marks=pytest.mark.full),
    pytest.param("\\u, marks", marks=pytest.mark.full),
    "base64 word",
)
AT_LEAST = 150


def cases() -> Iterator[tuple[str, str, str, str]]:
    for encoding, write in ENCODINGS.items():
        for at, (name, before, value, after) in enumerate(VALUES):
            left, right = PAIRS[at % len(PAIRS)]
            if not is_another_code(encoding, left, write(value), right, after):
                yield encoding, name, value, f"{before}{left}{write(value)}{right}{after}"


def always(answer: Answer) -> Callable[[str], Answer]:
    return lambda path: answer


def unmasked(kept: str, name: str, value: str) -> bool:
    return shows(name, value, kept)


@pytest.mark.parametrize("encoding", LIVE)
def test_no_value_of_a_banner_a_title_or_a_header_is_stored(encoding: str) -> None:
    for name, value, text in [rest for one, *rest in cases() if one == encoding]:
        response = text.encode()
        seen = heard_from(saying(b"220 mail.example ESMTP " + response + b"\r\n"))
        assert not unmasked(repr(seen), name, value), text
        head = {"Server": text.encode().decode("latin-1")}
        body = b"<title>" + response + b"</title>"
        answer = page(200, body, content_type="text/html", **head)
        seen = heard_from(Web(answer=always(answer)))
        assert seen.module == "http"
        assert not unmasked(repr(seen), name, value), text


def test_no_value_of_a_certificate_a_file_or_an_index_is_stored() -> None:
    contents = contents_of()
    count = 0
    for _, name, value, text in cases():
        blocks = {
            "ssl": {"cert": {"subject": {"CN": text, "emailAddress": text}, "names": [text, "a.example"]}},
            "elastic": {"indices": {text: {"docs": 1}}, "names": [f"mbox_{text}_2024"]},
            "ftp": {"files": [f"passport_{text}.txt"], "path": f"/home/{text}/"},
            "mongodb": {"databases": [{"name": f"{text}.users"}]},
        }
        kept = json.dumps(contents.masker.block(blocks), ensure_ascii=False)  # type: ignore[arg-type]
        count += 1
        assert not unmasked(kept, name, value), text
    print(f"{count} blocks")
    assert count > AT_LEAST
