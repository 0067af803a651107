"""The page of what is readable and perhaps meant to be: what it lists, and what its two buttons do."""

from __future__ import annotations

import pytest

from leftopen.model.case import Case
from leftopen.model.review import Review
from leftopen.model.shape import Intent
from leftopen.service.cases import review
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.reviews import Reviews
from tests.web.console.conftest import Console
from tests.web.console.furnished import listed
from tests.web.console.visitor import text_of

PAGE = "/exposures/review"


def waiting(console: Console) -> list[Review]:
    return Reviews(console.workspace.store.records).list()


def undecided(console: Console) -> list[Review]:
    return [one for one in waiting(console) if one.undecided]


def named(one: Review) -> str:
    """As the page names what a decision is about."""
    return f"{one.id}:{review.mark(one)}"


def case_of(console: Console, one: Review) -> list[Case]:
    return Cases(console.workspace.store.records).of(one.id)


def test_each_says_in_plain_words_what_a_stranger_can_do(console: Console) -> None:
    visitor, [first, *_] = console.visitor("analyst"), undecided(console)
    english = text_of(visitor.get(PAGE, **{"accept-language": "en"}))
    # The usual port of HTTP is no part of its URL.
    where = first.finding.judged.endpoint.address
    answer = (
        f"Anyone can read 40 files dated 2019-01-02 to 2023-02-20 in a browser: GET http://{where}/share/"
    )
    assert answer in english
    assert english.index("Readable, purpose unknown") < english.index(answer) < english.index("Published")
    french = text_of(visitor.get(PAGE, **{"accept-language": "fr"}))
    answer = "Toute personne peut lire 40 files, du 2019-01-02 au 2023-02-20, dans un navigateur"
    assert f"{answer}: GET http://{where}/share/" in french


def test_the_list_of_exposures_leads_there(console: Console) -> None:
    assert f'href="{PAGE}"' in console.visitor("viewer").get("/exposures").text


@pytest.mark.parametrize(("role", "may"), [("viewer", False), ("analyst", True), ("scanner_admin", False)])
def test_only_who_decides_cases_has_the_buttons_and_may_use_them(anew: Console, role: str, may: bool) -> None:
    visitor, [first, *_] = anew.visitor(role), undecided(anew)
    assert ("Make it a case" in visitor.get(PAGE).text) is may
    answer = visitor.post(PAGE, action="open", finding=first.id)
    assert answer.status_code == (303 if may else 403)
    assert bool(case_of(anew, first)) is may


def test_one_button_makes_a_case_of_it(anew: Console) -> None:
    visitor, [first, *_] = anew.visitor("analyst"), undecided(anew)
    answer = visitor.post(PAGE, action="open", finding=named(first))
    [case] = case_of(anew, first)
    assert answer.headers["location"] == f"/case/{case.id}?said=decided"
    page = text_of(visitor.get(f"/case/{case.id}"))
    response = "Anyone can read 40 files dated 2019-01-02 to 2023-02-20 in a browser"
    assert f"{response}: GET http://{case.address}/share/" in page
    assert Cases(anew.workspace.store.records).events(case.id)[0].actor == "analyst"
    assert first.id not in visitor.get(PAGE).text


def test_one_decision_is_about_all_that_are_alike_and_selected(anew: Console) -> None:
    visitor, alike = anew.visitor("analyst"), undecided(anew)
    assert len(alike) == 2
    page = visitor.get(PAGE).text
    assert all(f'value="{named(one)}" checked' in page for one in alike)
    answer = visitor.post(PAGE, action="open", finding=[named(one) for one in alike])
    assert answer.headers["location"] == f"{PAGE}?n=2&said=reviews-decided"
    assert "Services decided: 2." in text_of(visitor.get(answer.headers["location"]))
    assert [len(case_of(anew, one)) for one in alike] == [1, 1]
    assert visitor.post(PAGE, action="open").status_code == 400


def test_what_changed_meanwhile_holds_up_no_other(anew: Console) -> None:
    visitor, [first, second] = anew.visitor("analyst"), undecided(anew)
    answer = visitor.post(
        PAGE, action="published", because="ours", finding=[f"{first.id}:old", named(second)]
    )
    assert answer.status_code == 409
    records = Reviews(anew.workspace.store.records)
    assert (records.get(first.id).word is None, records.get(second.id).word is None) == (True, False)


def test_a_plain_link_leads_to_what_anyone_sees(console: Console) -> None:
    page, [first, *_] = console.visitor("analyst").get(PAGE).text, undecided(console)
    url = f"http://{first.finding.judged.endpoint.address}/share/"
    assert f'<a href="{url}" rel="noopener noreferrer external" referrerpolicy="no-referrer">' in page


def test_no_link_leads_to_a_path_of_which_a_part_is_masked(anew: Console) -> None:
    [first, *_] = undecided(anew)
    observation = anew.workspace.store.observations.get(first.finding.judged.observation)
    path = "/of/olga.keller@example.org/"
    finding = listed(observation, anew.workspace.clock(), Intent.UNDETERMINED, path=path)
    assert review.visible_at(anew.workspace, finding) == ""
    assert review.visible_at(anew.workspace, first.finding).endswith("/share/")


def test_the_other_button_records_that_it_is_meant_to_be_open(anew: Console) -> None:
    visitor, [first, *_] = anew.visitor("analyst"), undecided(anew)
    assert visitor.post(PAGE, action="published", finding=first.id, because=" ").status_code == 400
    assert visitor.post(PAGE, action="published", finding=first.id, because="our mirror").status_code == 303
    word = Reviews(anew.workspace.store.records).get(first.id).word
    assert word is not None
    assert (word.by, word.why, word.path) == ("analyst", "our mirror", "/share/")
    page = text_of(visitor.get(PAGE))
    assert page.index("Published") < page.index("our mirror")
    assert case_of(anew, first) == []


def test_what_changed_since_the_page_was_drawn_is_not_decided(anew: Console) -> None:
    visitor, [first, *_] = anew.visitor("analyst"), undecided(anew)
    observation = anew.workspace.store.observations.get(first.finding.judged.observation)
    other = listed(observation, anew.workspace.clock(), Intent.UNDETERMINED, path="/payroll/")
    review.put_on_list(anew.workspace.store.records, other)
    for action in ("open", "published"):
        answer = visitor.post(PAGE, action=action, finding=named(first), because="x")
        assert answer.status_code == 409
    assert (case_of(anew, first), Reviews(anew.workspace.store.records).get(first.id).word) == ([], None)


def test_who_sees_some_networks_only_sees_and_decides_only_those(anew: Console) -> None:
    part = anew.visitor("part")
    near, far = sorted(undecided(anew), key=lambda one: int(one.finding.judged.endpoint.address.ip))
    lines = part.get(f"{PAGE}?format=json").json()
    assert near.id in {line["id"] for line in lines}
    assert far.id not in part.get(PAGE).text + str(lines)
    assert all("clause" not in line for line in lines)
    hidden, missing = (part.post(PAGE, action="open", finding=id) for id in (far.id, "0" * 32))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert case_of(anew, far) == []
    assert part.post(PAGE, action="open", finding=near.id).status_code == 303


def test_the_lines_hold_no_requests_and_no_examples(console: Console) -> None:
    lines = console.visitor("admin").get(f"{PAGE}?format=json").json()
    assert {line["type"] for line in lines} == {"review"}
    assert {line["intent"] for line in lines} == {"undetermined", "published"}
    assert all("transcript" not in line and "evidence" not in line for line in lines)


def test_what_is_no_longer_seen_stands_apart_and_has_no_buttons(anew: Console) -> None:
    [first, *_] = undecided(anew)
    judged = first.finding.judged
    for one in waiting(anew):
        service = one.finding.judged.service
        review.mark_not_seen(anew.workspace.store.records, {service: anew.workspace.clock()}, ())
    page = anew.visitor("analyst").get(PAGE)
    text = text_of(page)
    assert text.index("No longer seen") < text.index(str(judged.endpoint))
    assert "Make it a case" not in text
    assert anew.visitor("analyst").post(PAGE, action="open", finding=first.id).status_code == 400
