"""What the console says while an assessment is being counted, and that one process counts for everybody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leftopen.store.records.entities.identity.audit import Audit
from leftopen.web.console import app
from tests.web.console.conftest import Console
from tests.web.console.test_assessment_people_page import assessed, unlocked
from tests.web.console.visitor import text_of

STUCK = "import time; time.sleep(600)"
SAYS = "The people of this assessment are being counted …"


def test_pages_say_that_they_wait_and_ask_again_by_themselves(
    anew: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WAIT_S", 0.2)
    monkeypatch.setattr(app, "JSON_S", 0.2)
    counting = anew.state.serving.counting
    path, analyst = assessed(anew), unlocked(anew)
    counts, counting.start = counting.start, STUCK
    case = f"/case/{anew.cases[0].id}"
    for page in (path, f"{path}/people", f"{path}/review", f"{path}/sample", f"{case}/respond"):
        answer = analyst.get(page, **{"accept-language": "en"})
        assert (answer.status_code, answer.headers["retry-after"]) == (202, "3")
        assert SAYS in text_of(answer)
        assert 'http-equiv="refresh" content="3"' in answer.text
    assert counting.started == 1
    assert "sont en cours de comptage" in text_of(analyst.get(path, **{"accept-language": "fr"}))
    as_json = analyst.get(f"{path}/people?format=json")
    assert (as_json.status_code, as_json.headers["retry-after"]) == (503, "3")
    assert "is being counted" in as_json.json()["error"]
    sent = analyst.post(f"{case}/download", what="report", **{"as": "json"})
    assert sent.status_code == 503
    assert "Nothing was done." in text_of(sent)
    # Nothing was seen, and nothing left.
    audited = Audit(anew.workspace.store.records).list(50)
    assert not [one for one in audited if one.what == "viewed evidence"]
    assert analyst.get(case).status_code == 200
    counting.start = counts
    monkeypatch.setattr(app, "WAIT_S", 25.0)
    stop(anew)
    shown = analyst.get(f"{path}/people", **{"accept-language": "en"})
    assert (shown.status_code, SAYS in text_of(shown)) == (200, False)


def stop(console: Console) -> None:
    """As when everybody has left."""
    client = console.client
    assert client.portal is not None
    client.portal.call(console.state.serving.counting.end)


def test_ten_analysts_at_once_have_it_counted_once(anew: Console) -> None:
    path = assessed(anew)
    page, visitors = f"/case/{anew.cases[0].id}/respond", [unlocked(anew) for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda visitor: visitor.get(page).status_code, visitors))
    assert found == [200] * 10
    assert anew.state.serving.counting.started == 1
    assert visitors[0].get(path).status_code == 200
    assert anew.state.serving.counting.started == 1


def test_why_it_can_not_be_counted_is_said(anew: Console) -> None:
    path = assessed(anew)
    unit = next(
        Path(anew.workspace.data, path.strip("/").replace("assessment", "assessments")).glob("units/*")
    )
    unit.write_bytes(b"")
    answer = anew.visitor("analyst").get(path, **{"accept-language": "en"})
    assert answer.status_code == 400
    assert "cannot read" in text_of(answer)
    assert "0.zst" in text_of(answer)
