"""A form that was refused comes back on its own page, with why and what was typed, and with no secret."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from leftopen.web.console.http.form_errors import SECRET
from tests.web.console.conftest import Console
from tests.web.console.sentences import TEMPLATES
from tests.web.console.visitor import HERE, URL, Visitor, text_of


def typed(page: str) -> tuple[str, dict[str, str]]:
    """Where the form went to, and what goes back into it."""
    found = re.search(r'data-typed="([^"]*)" data-action="([^"]*)"', page)
    assert found is not None
    return unescape(found[2]), dict(json.loads(unescape(found[1])))


@pytest.mark.parametrize(
    ("path", "fields", "heading", "why"),
    [
        ("/scans", {"targets": "nowhere..", "ports": "80"}, "Start a scan", "nowhere.."),
        (
            "/scope/add",
            {"targets": "nonsense..", "effect": "allow", "org": 'A "made-up" & <b>'},
            "Add an auth",
            "end date is missing",
        ),
        (
            "/users/invite",
            {"name": "jean", "role": "viewer", "sees": "networks", "networks": "rubbish"},
            "Invite",
            "rubbish",
        ),
        (
            "/keys/add",
            {"name": "laptop", "right": "read", "ends": "day", "until": "yesterday"},
            "Create an API key",
            "yesterday",
        ),
        ("/exposures", {"action": "close"}, "Apply to selected cases", "select 1 to 200 cases"),
    ],
)
def test_the_page_of_the_form_comes_again(
    console: Console, path: str, fields: dict[str, str], heading: str, why: str
) -> None:
    answer = proved(console).post(path, **fields)
    assert answer.status_code == 400
    assert heading in text_of(answer)
    assert why in (re.search(r"role=\"alert\"[^>]*>([^<]*)", answer.text) or [""])[0]
    assert "Request failed" not in answer.text
    assert typed(answer.text) == (path, fields)


def proved(console: Console) -> Visitor:
    """An admin who just proved who sits there."""
    visitor = console.visitor("admin")
    assert visitor.post("/unlock", proof="a walk along the harbour").status_code == 303
    return visitor


def test_it_is_the_page_as_it_was(console: Console) -> None:
    visitor = console.visitor("admin")
    visitor.headers = HERE | {"referer": f"{URL}/exposures?state=all&said=decided"}
    answer = visitor.post("/exposures", action="close")
    assert re.search(r'state=all" aria-current="true"', answer.text)
    assert "Decision saved." not in answer.text
    visitor.headers = HERE | {"referer": "https://other.example/exposures?state=all"}
    assert not re.search(r'state=all" aria-current="true"', visitor.post("/exposures").text)


def test_a_case_too(console: Console) -> None:
    id = console.cases[0].id
    answer = console.visitor("analyst").post(
        f"/case/{id}/decide", action="accept", version="1", because="old"
    )
    assert answer.status_code in (400, 409)
    assert typed(answer.text)[1]["because"] == "old"
    assert "Timeline" in answer.text


def test_a_program_gets_its_line(console: Console) -> None:
    visitor = console.visitor("admin")
    visitor.headers = HERE | {"accept": "application/json"}
    answer = visitor.post("/scans", targets="nowhere..")
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_where_there_is_no_such_page_it_is_said_alone(console: Console) -> None:
    """A case that one may not see has no page, and neither has it once a form about it was refused."""
    answer = console.visitor("part").post(f"/case/{'0' * 32}/decide", action="accept", version="1")
    assert answer.status_code == 404
    assert "Not found" in answer.text


def test_no_secret_comes_back(console: Console) -> None:
    visitor = console.visitor("viewer")
    answer = visitor.post("/me/password", old="not what it is", password="new and long enough", again="other")
    assert answer.status_code >= 400
    for secret in ("not what it is", "new and long enough", visitor.token):
        assert secret not in answer.text


def test_every_field_for_secrets_is_known() -> None:
    fields = [
        field
        for file in TEMPLATES
        for field in re.findall(r"<input[^>]*>", file.read_text("utf-8"))
        if re.search(r'type="password"|autocomplete="one-time-code"|name="credential"', field)
    ]
    names = {name for field in fields for name in re.findall(r'name="([a-z_]+)"', field)}
    assert names
    assert names <= SECRET
