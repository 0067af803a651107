"""Passkeys: made, named and removed, and the ways in by them."""

from __future__ import annotations

from datetime import timedelta

from leftopen.service.identity import sessions
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.web.console.http.cookies import csrf_of
from leftopen.web.console.state import ServerOptions
from tests.web.console.authenticator import Authenticator
from tests.web.console.browser import PORT, SAME
from tests.web.console.conftest import PASSWORD, Console
from tests.web.console.named import Named
from tests.web.console.test_sign_in import with_second


def test_a_passkey_is_made_and_signs_in_as_both_factors(named: Named) -> None:
    with_second(named.console, "viewer")
    own, other = named.pair("viewer")
    key = Authenticator()
    made = own.added(key)
    assert (made.status_code, made.headers["location"]) == (303, "/me?said=passkey")
    page = own.get("/me").text
    assert "telephone" in page
    assert "localhost" in page
    done = other.enters(key, next="/search?q=1")
    assert (done.status_code, done.headers["location"]) == (303, "/search?q=1")
    assert other.inside
    assert {("passkey added", "viewer"), ("sign in", "viewer")} <= set(named.audited())


def test_what_the_browser_is_asked(named: Named) -> None:
    own, other = named.pair("viewer")
    new = own.options("/me/passkeys/options")
    assert new["rp"]["id"] == "localhost"
    assert new["attestation"] == "none"
    assert new["authenticatorSelection"]["residentKey"] == "required"
    assert new["authenticatorSelection"]["userVerification"] == "required"
    own.added(Authenticator())
    assert len(own.options("/me/passkeys/options")["excludeCredentials"]) == 1
    any_of_them = other.options("/passkey/options")
    assert (any_of_them["rpId"], any_of_them["userVerification"]) == ("localhost", "required")
    assert any_of_them["allowCredentials"] == [], "who is not signed in learns of nobody's"


def test_the_names_are_ours_whatever_a_proxy_says(named: Named) -> None:
    own = named.browser("viewer")
    lies = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "forwarded": "host=evil.example",
    }
    answer = own.client.post(
        "/me/passkeys/options", data={"csrf": csrf_of(own.token)}, headers=SAME | lies
    ).json()
    assert answer["rp"]["id"] == "localhost"
    assert own.client.post("/passkey/options", headers=SAME | {"host": "evil.example"}).status_code == 400
    options = ServerOptions(
        port=443, tls=True, names=frozenset(("console.example", "192.0.2.1", "[2001:db8::1]"))
    )
    found = options.party("Console.Example:9999")
    assert found is not None
    assert (found.id, found.origin) == ("console.example", "https://console.example")
    for host in ("192.0.2.1", "[2001:db8::1]", "other.example", "", "*.example"):
        assert options.party(host) is None


def test_an_address_has_no_passkeys_and_says_where_there_are_some(bare: Console) -> None:
    visitor = bare.visitor("viewer")
    assert "http://localhost" in visitor.get("/me").text
    assert visitor.post("/passkey/options").status_code == 404
    assert "Open this console by its host name" in visitor.get("/me/passkeys/new").text


def test_renamed_and_removed(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    [kept] = Passkeys(named.console.workspace.store.records).of(named.console.users["viewer"].id)
    assert own.post("/me/passkeys/rename", id=kept.id, name="<b>key</b> on my ring").status_code == 303
    assert "&lt;b&gt;key&lt;/b&gt; on my ring" in own.get("/me").text
    for bad in ("", " ", "x" * 61):
        assert own.post("/me/passkeys/rename", id=kept.id, name=bad).status_code == 400
    assert own.post("/me/passkeys/remove", id=kept.id).status_code == 303
    assert other.enters(key).status_code == 400


def test_what_changes_them_asks_again_who_sits_there(named: Named) -> None:
    own = named.browser("viewer")
    own.added(Authenticator())
    [kept] = Passkeys(named.console.workspace.store.records).of(named.console.users["viewer"].id)
    named.console.clock.ahead += sessions.UNLOCKED + timedelta(seconds=1)
    for path in ("/me/passkeys/options", "/me/passkeys/add", "/me/passkeys/remove"):
        assert own.post(path, id=kept.id).headers["location"].startswith("/unlock")
    assert own.get("/me/passkeys/new").headers["location"].startswith("/unlock")
    assert own.get("/me/second").headers["location"].startswith("/unlock")


def test_after_the_password_and_to_unlock(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    half = other.post("/sign-in", name="viewer", password=PASSWORD, next="/exposures")
    assert half.headers["location"] == "/sign-in/code?next=%2Fexposures"
    assert "Continue with a passkey" in other.get("/sign-in/code").text
    assert other.post("/sign-in/code", code="000000").status_code == 400
    options = other.options("/passkey/options")
    assert len(options["allowCredentials"]) == 1
    done = other.post("/sign-in/code/passkey", credential=key.signed(options), next="/exposures")
    assert done.headers["location"] == "/exposures"
    assert other.inside
    named.console.clock.ahead += sessions.UNLOCKED + timedelta(seconds=1)
    assert other.post("/unlock", proof=PASSWORD).status_code == 400, "the passkey is what proves it"
    assert (
        other.post("/unlock/passkey", credential=key.signed(other.options("/passkey/options"))).status_code
        == 303
    )
    assert other.get("/me/passkeys/new").status_code == 200


def test_a_passkey_is_the_second_factor_that_others_than_this_machine_need(bare: Console) -> None:
    own = Named(bare, ServerOptions(port=PORT, strict=True)).browser("viewer")
    assert own.get("/").headers["location"] == "/me/second"
    assert own.get("/me/passkeys/new").status_code == 200
    assert own.added(Authenticator()).status_code == 303
    assert own.inside


def test_at_most_twenty(named: Named) -> None:
    own = named.browser("viewer")
    answers = [own.added(Authenticator()).status_code for _ in range(21)]
    assert answers == [303] * 20 + [400]


def test_what_an_authenticator_says_about_its_maker_is_not_read(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator(format="tpm")
    assert own.added(key).status_code == 303
    assert other.enters(key).status_code == 303
