"""The page of exclusions: adding one, what it hides on the other pages, and ending it."""

from __future__ import annotations

import pytest

from leftopen.model.exclusion import Exclusion
from leftopen.store.records.entities.exclusions import Exclusions
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of

FORM = {"kind": "not-reported", "until": "2999-12-31", "because": "a <b>test</b> server", "port": ""}


def only(console: Console) -> Exclusion:
    [found] = Exclusions(console.workspace.store.records).list()
    return found


def test_one_is_added_hides_a_case_and_is_removed(anew: Console) -> None:
    visitor, case = anew.visitor("admin"), anew.cases[0]
    assert "No exclusions." in text_of(visitor.get("/exclusions"))
    before = text_of(visitor.get("/exposures"))
    assert case.endpoint in before
    assert visitor.post("/exclusions", **FORM, targets=case.address, check=case.check).status_code == 303
    one = only(anew)
    assert (one.target, one.check, one.by) == (f"{case.address}/32", case.check, "admin")
    shown = visitor.get("/exclusions")
    assert "a &lt;b&gt;test&lt;/b&gt; server" in shown.text
    for path in ("/exposures", "/"):
        page = text_of(visitor.get(path))
        assert "1 exclusion, 1 service hidden" in page
        assert f"/case/{case.id}" not in visitor.get(path).text
    lines = visitor.get("/exposures?format=json").text
    assert case.id not in lines
    assert visitor.get(f"/case/{case.id}").status_code == 200
    assert visitor.post("/exclusions/remove", id=one.id).status_code == 303
    assert Exclusions(anew.workspace.store.records).list() == []
    assert "hidden" not in text_of(visitor.get("/exposures"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "never"}, "choose what the exclusion does"),
        ({"port": "many"}, "the port is not valid"),
        ({"because": " "}, "enter a reason"),
        ({"until": "soon"}, "is not a valid date"),
        ({"targets": "nowhere"}, "nowhere"),
    ],
)
def test_a_wrong_form_says_what_is_wrong(anew: Console, fields: dict[str, str], said: str) -> None:
    answer = anew.visitor("admin").post("/exclusions", **({**FORM, "targets": "192.0.2.7"} | fields))
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert Exclusions(anew.workspace.store.records).list() == []
