"""Who is bound to a person at the issuer: by an invitation's link or by who is signed in, never by a name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from leftopen.errors import LeftopenError
from leftopen.model.permission import Role
from leftopen.service.identity import accounts, sessions
from leftopen.service.identity import oidc_login as binding
from leftopen.service.identity.id_token import IdTokenClaims
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import Users, UserWriter
from leftopen.web.app import build
from leftopen.web.console.state import ServerOptions
from tests.web.console.browser import PORT
from tests.web.console.conftest import PASSWORD
from tests.web.console.federated import Federated, inside
from tests.web.console.test_sign_in import code_of, with_second

BOSS = "boss@gross.example"
KELVIN, LONG_S, SHARP_S, WIDE_B = "\u212a", "\u017f", "\u00df", "\uff42"
ALIKE = (
    f"boss@gro{SHARP_S}.example",
    f"bo{LONG_S}{LONG_S}@gross.example",
    f"{WIDE_B}oss@gross.example",
    "boss@gross.example.",
    " boss@gross.example",
)


@pytest.mark.parametrize("mail", [BOSS, BOSS.upper(), *ALIKE])
def test_a_name_binds_nobody(federated: Federated, mail: str) -> None:
    """Though the issuer has verified it, and says that it saw two factors."""
    federated.invited(BOSS, Role.ADMIN)
    federated.sim.mail, federated.sim.claims = mail, {"sub": "subject-9", "amr": ["pwd", "mfa"]}
    browser = federated.browser()
    answer = federated.enters(browser)
    assert answer.status_code == 403
    assert "Open your invitation link" in answer.text
    assert not browser.token
    assert federated.subject(BOSS) == ""


def test_an_account_with_a_second_factor_is_not_taken_over(federated: Federated) -> None:
    with_second(federated.console, "analyst")
    federated.sim.mail, federated.sim.claims = "analyst", {"sub": "subject-9", "amr": ["mfa"]}
    browser = federated.browser()
    assert federated.enters(browser).status_code == 403
    assert federated.subject("analyst") == ""


def test_an_invitations_link_binds_once(federated: Federated) -> None:
    user, link = federated.invited("Boss@Gross.example")
    federated.sim.mail, federated.sim.claims = BOSS, {"sub": "subject-9"}
    own, again, other = federated.browser(), federated.browser(), federated.browser()
    assert inside(own, federated.goes(own, f"{link}/issuer"))
    assert federated.subject(user.name) == "subject-9"
    assert other.get(link).status_code == other.get(f"{link}/issuer").status_code == 404
    federated.sim.mail = "whatever@example.org"
    assert inside(again, federated.enters(again))
    entries = Audit(federated.console.workspace.store.records).list(50)
    assert [one.subject for one in entries if one.what == "issuer bound"] == [user.name]


@pytest.mark.parametrize("mail", ["", "other@gross.example", *ALIKE])
def test_a_link_for_an_address_is_its_owners_only(federated: Federated, mail: str) -> None:
    _, link = federated.invited(BOSS)
    federated.sim.mail, federated.sim.claims = mail, {"sub": "subject-9"}
    browser = federated.browser()
    answer = federated.goes(browser, f"{link}/issuer")
    assert answer.status_code == 400
    assert "does not confirm the invited mail address" in answer.text
    assert not browser.token
    assert federated.subject(BOSS) == ""
    assert federated.refusals() == ["another address"]
    federated.sim.mail = BOSS
    assert inside(browser, federated.goes(browser, f"{link}/issuer")), "the link was not used up"


def test_k_of_kelvin_is_no_k(federated: Federated) -> None:
    _, link = federated.invited("kim@example.org")
    federated.sim.mail, federated.sim.claims = f"{KELVIN}im@example.org", {"sub": "subject-9"}
    browser = federated.browser()
    assert federated.enters(browser).status_code == 403
    assert federated.goes(browser, f"{link}/issuer").status_code == 400
    assert federated.subject("kim@example.org") == ""


def test_two_factors_count_once_it_is_bound(federated: Federated) -> None:
    strict = replace(federated, app=build(federated.workspace, ServerOptions(port=PORT, strict=True)))
    _, link = strict.invited("jean")
    strict.sim.claims = {"sub": "subject-9", "amr": ["mfa"]}
    first, second = strict.browser(), strict.browser()
    assert strict.goes(first, f"{link}/issuer").status_code == 200
    assert first.get("/me").headers["location"] == "/me/second"
    assert inside(second, strict.enters(second))


def test_who_is_signed_in_connects_the_account(federated: Federated) -> None:
    federated.sim.claims = {"sub": "subject-9"}
    own, after = federated.signed_in("analyst"), federated.browser()
    assert 'href="/me/issuer"' in own.get("/me").text
    done = federated.goes(own, "/me/issuer")
    assert 'url=/me?said=connected"' in done.text
    assert federated.subject("analyst") == "subject-9"
    assert 'href="/me/issuer"' not in own.get("/me").text
    assert own.inside
    assert inside(after, federated.enters(after))
    assert "<h1>analyst</h1>" in after.get("/me").text


def test_connecting_asks_who_sits_there(federated: Federated) -> None:
    own = federated.signed_in("analyst")
    federated.console.clock.ahead = sessions.UNLOCKED + timedelta(seconds=1)
    assert own.get("/me/issuer").headers["location"] == "/unlock?next=%2Fme%2Fissuer"
    assert own.post("/unlock", proof=PASSWORD).status_code == 303
    assert own.get("/me/issuer").headers["location"].startswith(federated.sim.url)
    assert federated.browser().get("/me/issuer").headers["location"].startswith("/sign-in")


def test_a_second_factor_is_still_asked_for_after_connecting(federated: Federated) -> None:
    with_second(federated.console, "analyst")
    federated.console.clock.ahead = timedelta()
    federated.sim.claims = {"sub": "subject-9"}
    federated.goes(federated.signed_in("analyst"), "/me/issuer")
    browser = federated.browser()
    assert "url=/sign-in/code" in federated.enters(browser).text
    federated.console.clock.ahead = timedelta(seconds=90)
    assert browser.post("/sign-in/code", code=code_of(federated.console, "analyst")).status_code == 303


@pytest.mark.parametrize("ended", ["signed out", "locked out", "another's", "another person"])
def test_what_can_not_be_connected(federated: Federated, ended: str) -> None:
    records, id = federated.console.workspace.store.records, federated.console.users["analyst"].id
    federated.sim.claims = {"sub": "subject-1" if ended == "another's" else "subject-9"}
    own = federated.signed_in("analyst")
    code, state = federated.sim.code(own.get("/me/issuer").headers["location"])
    if ended == "signed out":
        assert own.post("/sign-out").status_code == 303
    elif ended == "locked out":
        accounts.change(federated.console.workspace, id, Role.ANALYST, (), True, by="admin")
    elif ended == "another person":
        UserWriter(Changes(records)).change(
            id, lambda old: replace(old, subject=f"{federated.sim.url} subject-8")
        )
    before = Users(records).get(id).subject
    assert federated.back(own, code=code, state=state).status_code == 400
    assert Users(records).get(id).subject == before
    assert federated.subject("viewer") == "subject-1"


def test_one_errand_is_no_other(federated: Federated) -> None:
    """What was begun to sign in is not brought back to bind, nor by another browser."""
    _, link = federated.invited("jean")
    own, thief = federated.browser(), federated.browser()
    federated.sim.claims = {"sub": "subject-9"}
    address = federated.sent(own)
    code, state = federated.sim.code(address)
    _, joining = federated.sim.code(own.get(f"{link}/issuer").headers["location"])
    mixed = f"{state.partition('.')[0]}.{joining.partition('.')[2]}"
    assert federated.back(own, code=code, state=mixed).status_code == 400
    federated.sent(thief)
    assert federated.back(thief, code=code, state=joining).status_code == 400
    assert federated.subject("jean") == ""


def test_who_is_led_here_from_elsewhere_sees_the_page_first(federated: Federated) -> None:
    """Else a link of another site's would bind somebody to whom the account is not."""
    _, link = federated.invited("jean")
    client = federated.browser().client
    for site, to in (("cross-site", link), ("none", link), ("same-origin", federated.sim.url)):
        answer = client.get(f"{link}/issuer", headers={"sec-fetch-site": site}, follow_redirects=False)
        assert answer.headers["location"].startswith(to)


def test_of_two_who_come_with_one_link_one_is_bound(federated: Federated) -> None:
    workspace, meet = federated.console.workspace, Barrier(8)
    _, link = federated.invited("jean")
    id = accounts.get_link(workspace, link.removeprefix("/join/")).id

    def tried(number: int) -> bool:
        meet.wait(30)
        try:
            binding.join(
                workspace,
                id,
                federated.sim.url,
                IdTokenClaims(subject=f"subject-{number}", mail="", both=True),
            )
        except LeftopenError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(tried, range(20, 28)))
    assert sorted(done) == [False] * 7 + [True]
    assert federated.subject("jean") == f"subject-{20 + done.index(True)}"
