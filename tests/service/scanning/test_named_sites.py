"""What exists only under a name is found, opened as a case, closed and proved under the name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from leftopen.cases.proof import case_facts
from leftopen.model.address import Address
from leftopen.model.case import CaseState
from leftopen.model.scope import Effect
from leftopen.model.verdict import Reason
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.organisations import organisations
from leftopen.service.scanning.plan import plan
from leftopen.service.scanning.scan import ScanRequest, scan
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.identity.audit import Audit
from tests.pipeline.loopback import HOST, Loopback
from tests.pipeline.mailbox import Mailbox
from tests.pipeline.named_sites import NamedSites, Resolver, certificate_for, no_reverse, words
from tests.service.office import ignored, office

MAIL, SHOP, OTHER = "mail.example.org", "shop.example.org", "other.example.net"
Line = dict[str, Any]


@contextmanager
def named_office(folder: Path, resolver: Resolver, **settings: object) -> Iterator[Workspace]:
    """No test asks a real name server."""
    with office(folder, **settings) as workspace:
        yield replace(workspace, resolver=resolver, reverse=no_reverse)


def scanned(
    workspace: Workspace, port: int, *targets: str, names: Sequence[str] = (), checks: bool = True
) -> list[Line]:
    """The lines of one scan. `names` are listed for 127.0.0.1."""

    async def whole() -> list[Line]:
        wanted = ScanRequest(
            words=targets or (HOST,),
            ports=str(port),
            fresh=True,
            checks=checks,
            names=tuple((Address.parse(HOST), name) for name in names),
        )
        return [line async for line in scan(workspace, wanted, ignored, asyncio.Event())]

    return asyncio.run(whole())


def not_checked(lines: Sequence[Line]) -> dict[str, int]:
    """How many names were not asked, by reason."""
    return {one["reason"]: one["count"] for one in lines[-1]["not_checked"] if one["unit"] == "name"}


def test_a_mailbox_that_exists_only_under_a_name_is_found_closed_and_proved(tmp_path: Path) -> None:
    box = Mailbox()
    server = NamedSites(default=words("The shop"), sites={MAIL: box._answer})
    resolver = Resolver({MAIL: [HOST]})
    with Loopback() as loopback, named_office(tmp_path, resolver) as workspace:
        lines = scanned(workspace, loopback.serve(server), MAIL)
        [case] = Cases(workspace.store.records).list(None)
        box.locked = True
        shut = asyncio.run(verify(workspace, case.id))
        by_host = workspace.store.observations.search(f"hostname:{MAIL}", limit=5)
    [finding] = [line for line in lines if line["type"] == "finding"]
    assert finding["check"] == "mailbox_web_open"
    assert {line.get("hostname") for line in lines if line["type"] == "finding"} == {MAIL}
    assert (lines[-1]["names"], lines[-1]["sites"]) == (1, 1)
    assert shut.judged.verdict.reason is Reason.PASSWORD_ASKED
    assert shut.judged.endpoint.name == MAIL
    assert shut.case.state is CaseState.CLOSED
    assert shut.case.where == f"{MAIL} ({shut.case.endpoint})"
    proof = case_facts(shut.case)
    assert (proof["hostname"], proof["endpoint"]) == (MAIL, shut.case.endpoint)
    assert [o.endpoint.name for o in by_host] == [MAIL]


def authorise(workspace: Workspace, target: str = "127.0.0.0/8", *, deny: bool = False) -> None:
    """For the organisation Example, whose domain is example.org."""
    one = record(
        target,
        authorised_by="Dana Quill",
        until=workspace.clock() + timedelta(days=1),
        now=workspace.clock(),
        org="" if deny else "Example",
        effect=Effect.DENY if deny else Effect.ALLOW,
    )
    scopes.add(workspace, [one], by="Dana Quill")


def test_of_a_shared_certificate_only_the_organisations_own_names_are_asked(tmp_path: Path) -> None:
    server = NamedSites(default=words("Default"), sites={MAIL: Mailbox()._answer, SHOP: words("The shop")})
    tls = certificate_for(tmp_path, MAIL, SHOP, OTHER, "*.example.org", "www.example.com")
    with Loopback() as loopback, named_office(tmp_path, Resolver()) as workspace:
        organisations.add(workspace, "Example", domains=["example.org"], by="Dana Quill")
        authorise(workspace)
        lines = scanned(workspace, loopback.serve(server, tls=tls))
        seen = {o.endpoint.name: o for o in workspace.store.observations.search("", limit=20)}
    assert server.hosts == {"", HOST, MAIL, SHOP}
    assert not_checked(lines) == {"name_of_others": 2}
    assert seen.keys() == {"", MAIL, SHOP}
    assert seen[MAIL].tls
    shop: Any = seen[SHOP].blocks["http"]
    assert shop["title"] == "The shop"
    assert [line["hostname"] for line in lines if line["type"] == "finding"] == [MAIL]


def test_without_an_organisation_no_name_of_a_certificate_is_asked(tmp_path: Path) -> None:
    server = NamedSites(default=words("Default"), sites={})
    tls = certificate_for(tmp_path, MAIL, OTHER)
    with Loopback() as loopback, named_office(tmp_path, Resolver()) as workspace:
        lines = scanned(workspace, loopback.serve(server, tls=tls))
    assert server.hosts <= {"", HOST}
    assert not_checked(lines) == {"name_of_others": 2}
    assert "names" not in lines[-1]


def test_an_alias_gets_two_requests_at_most_and_is_a_name_of_the_default_site(tmp_path: Path) -> None:
    count = iter(range(1000))

    def changing(path: str) -> Any:
        body = b"<html><title>Shop</title>" + b"<p>word</p>" * 50 + b"<i>k%d</i></html>" % next(count)
        return 200, {"Content-Type": "text/html"}, body

    same = words("The same")
    quiet, busy = NamedSites(default=same, sites={}), NamedSites(default=changing, sites={})
    names = ["a.example.org", "b.example.org"]
    with Loopback() as loopback, named_office(tmp_path, Resolver()) as workspace:
        first = scanned(workspace, loopback.serve(quiet), names=names)
        second = scanned(workspace, loopback.serve(busy), names=names)
    assert [len(quiet.of(name)) for name in names] == [1, 1]
    assert [len(busy.of(name)) for name in names] == [2, 2]
    for lines in (first, second):
        [line] = [line for line in lines if line["type"] == "observation"]
        assert set(names) <= set(line["hostnames"])
        assert (lines[-1]["names"], lines[-1]["sites"]) == (2, 0)


def test_a_site_of_its_own_gets_no_more_requests_than_as_the_default_site(tmp_path: Path) -> None:
    box = Mailbox()
    alone = NamedSites(default=box._answer, sites={})
    named = NamedSites(default=words("The shop"), sites={MAIL: box._answer})
    with Loopback() as loopback, named_office(tmp_path, Resolver()) as workspace:
        scanned(workspace, loopback.serve(alone))
        scanned(workspace, loopback.serve(named), names=[MAIL])
    assert len(named.of(MAIL)) <= 1.2 * len(alone.asked)


def test_a_name_whose_address_is_elsewhere_now_is_not_asked(tmp_path: Path) -> None:
    server = NamedSites(default=words("Default"), sites={})
    resolver = Resolver({MAIL: ["203.0.113.9"], SHOP: ["203.0.113.9", HOST]})
    with Loopback() as loopback, named_office(tmp_path, resolver) as workspace:
        lines = scanned(workspace, loopback.serve(server), names=[MAIL, SHOP, OTHER])
    assert server.hosts == {"", HOST, SHOP, OTHER}
    assert not_checked(lines) == {"name_elsewhere": 1}


def test_a_name_that_moves_between_the_list_and_the_talk_is_not_asked(tmp_path: Path) -> None:
    class Moving(Resolver):
        async def __call__(self, name: str) -> frozenset[Address]:
            await super().__call__(name)
            return frozenset({Address.parse(HOST if self.asked.count(name) == 1 else "203.0.113.9")})

    server = NamedSites(default=words("Default"), sites={})
    with Loopback() as loopback, named_office(tmp_path, Moving({MAIL: [HOST]})) as workspace:
        lines = scanned(workspace, loopback.serve(server), MAIL)
    assert MAIL not in server.hosts
    assert not_checked(lines) == {"name_elsewhere": 1}


def test_a_denied_name_is_never_sent_and_none_below_it(tmp_path: Path) -> None:
    server = NamedSites(default=words("Default"), sites={})
    resolver = Resolver({MAIL: ["203.0.113.9"]})
    names = [MAIL, f"deep.{MAIL}", SHOP]
    with Loopback() as loopback, named_office(tmp_path, resolver, resolve_names="no") as workspace:
        authorise(workspace, MAIL, deny=True)
        lines = scanned(workspace, loopback.serve(server), names=names)
    assert server.hosts == {"", HOST, SHOP}
    assert not_checked(lines) == {"name_denied": 2}


def test_of_ten_thousand_names_as_many_are_asked_as_the_setting_says(tmp_path: Path) -> None:
    server = NamedSites(default=words("Default"), sites={})
    names = [f"n{number}.example.org" for number in range(10_000)]
    with Loopback() as loopback, named_office(tmp_path, Resolver(), names_per_service=5) as workspace:
        lines = scanned(workspace, loopback.serve(server), names=names)
    assert len(server.hosts - {"", HOST}) == 5
    assert lines[-1]["names"] == 5
    assert not_checked(lines) == {"names_limit": 9_995}


def test_names_with_a_page_each_are_bounded_too(tmp_path: Path) -> None:
    sites = {f"n{number}.example.org": words(f"Page {number}") for number in range(12)}
    server = NamedSites(default=words("Default"), sites=sites)
    with Loopback() as loopback, named_office(tmp_path, Resolver(), names_per_service=4) as workspace:
        lines = scanned(workspace, loopback.serve(server), names=[*sites], checks=False)
    assert (lines[-1]["names"], lines[-1]["sites"]) == (4, 4)
    assert not_checked(lines) == {"names_limit": 8}


def test_a_default_site_that_hangs_up_hides_no_site(tmp_path: Path) -> None:
    class Closing(NamedSites):
        async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.read(4096)
            if MAIL.encode() in head:
                again = asyncio.StreamReader()
                again.feed_data(head)
                await super().__call__(again, writer)

    server = Closing(default=words("Default"), sites={MAIL: Mailbox()._answer})
    with Loopback() as loopback, named_office(tmp_path, Resolver()) as workspace:
        lines = scanned(workspace, loopback.serve(server), names=[MAIL, SHOP])
    assert [line["hostname"] for line in lines if line["type"] == "finding"] == [MAIL]
    assert not_checked(lines) == {"name_without_response": 1}


def test_a_server_name_that_closes_the_handshake_is_counted(tmp_path: Path) -> None:
    tls = certificate_for(tmp_path, MAIL)

    def refuse(socket: Any, name: str | None, context: Any) -> int | None:
        import ssl

        return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME if name == SHOP else None

    tls.sni_callback = refuse
    server = NamedSites(default=words("Default"), sites={MAIL: words("Mail")})
    with Loopback() as loopback, named_office(tmp_path, Resolver()) as workspace:
        lines = scanned(workspace, loopback.serve(server, tls=tls), names=[MAIL, SHOP])
    assert SHOP not in server.hosts
    assert (lines[-1]["names"], lines[-1]["sites"]) == (2, 1)
    assert not_checked(lines) == {"name_without_response": 1}


def test_a_certificate_with_a_thousand_names_is_counted_whole(tmp_path: Path) -> None:
    tls = certificate_for(tmp_path, *(f"n{number}.example.org" for number in range(1000)))
    server = NamedSites(default=words("Default"), sites={})
    with Loopback() as loopback, named_office(tmp_path, Resolver(), names_per_service=3) as workspace:
        organisations.add(workspace, "Example", domains=["example.org"], by="Dana Quill")
        authorise(workspace)
        lines = scanned(workspace, loopback.serve(server, tls=tls))
    assert lines[-1]["names"] == 3
    assert not_checked(lines) == {"names_limit": 997}


def test_a_case_of_a_site_is_asked_again_without_a_list(tmp_path: Path) -> None:
    box = Mailbox()
    server = NamedSites(default=words("The shop"), sites={MAIL: box._answer})
    with Loopback() as loopback, named_office(tmp_path, Resolver()) as workspace:
        port = loopback.serve(server)
        scanned(workspace, port, names=[MAIL])
        box.locked = True
        lines = scanned(workspace, port)
        [case] = Cases(workspace.store.records).list(None)
    assert (case.state, case.hostname) == (CaseState.CLOSED, MAIL)
    assert {line["hostname"] for line in lines if line["type"] == "case"} == {MAIL}


def test_a_case_whose_name_is_denied_now_is_not_asked(tmp_path: Path) -> None:
    box = Mailbox()
    server = NamedSites(default=words("The shop"), sites={MAIL: box._answer})
    resolver = Resolver({MAIL: [HOST]})
    with Loopback() as loopback, named_office(tmp_path, resolver) as workspace:
        scanned(workspace, loopback.serve(server), MAIL)
        [case] = Cases(workspace.store.records).list(None)
        before = len(server.of(MAIL))
        resolver.addresses = {MAIL: ["203.0.113.9"]}
        moved = asyncio.run(verify(workspace, case.id))
        authorise(workspace, MAIL, deny=True)
        denied = asyncio.run(verify(workspace, case.id))
    assert moved.judged.verdict.reason is denied.judged.verdict.reason is Reason.OUT_OF_SCOPE
    assert len(server.of(MAIL)) == before
    assert denied.case.state is CaseState.OPEN


def test_a_redirect_a_link_and_a_reverse_record_show_names_of_the_organisation(tmp_path: Path) -> None:
    def front(path: str) -> Any:
        links = f"<a href='https://{SHOP}/'>shop</a> <a href='https://www.example.com/'>elsewhere</a>"
        return 302, {"Location": f"https://{MAIL}/", "Content-Type": "text/html"}, links.encode()

    async def reverse(address: Address) -> tuple[str, ...]:
        return ("host7.example.org", "host7.example.net")

    names = [MAIL, SHOP, "host7.example.org"]
    server = NamedSites(default=front, sites={name: words(f"Site {at}") for at, name in enumerate(names)})
    resolver = Resolver({name: [HOST] for name in [*names, OTHER, "host7.example.net"]})
    with Loopback() as loopback, named_office(tmp_path, resolver) as workspace:
        organisations.add(workspace, "Example", domains=["example.org"], by="Dana Quill")
        authorise(workspace)
        port = loopback.serve(server)
        lines = scanned(replace(workspace, reverse=reverse), port, checks=False)
        audit = Audit(workspace.store.records).list()
    assert server.hosts == {"", HOST, *names}
    assert (lines[-1]["names"], lines[-1]["sites"]) == (3, 3)
    assert not_checked(lines) == {}
    assert set(resolver.asked) == {"example.org", *names}
    [asked] = [entry for entry in audit if entry.what == "asked the name servers"]
    assert asked.subject == lines[-1]["scan"]


def test_a_reverse_record_alone_places_no_name_and_a_setting_ends_the_questions(tmp_path: Path) -> None:
    async def reverse(address: Address) -> tuple[str, ...]:
        return ("host7.example.org",)

    async def never(address: Address) -> tuple[str, ...]:
        raise AssertionError("the setting ends it")

    server = NamedSites(default=words("Default"), sites={})
    with Loopback() as loopback, named_office(tmp_path, Resolver()) as workspace:
        organisations.add(workspace, "Example", domains=["example.org"], by="Dana Quill")
        authorise(workspace)
        port = loopback.serve(server)
        lines = scanned(replace(workspace, reverse=reverse), port, checks=False)
        workspace.live.now = replace(workspace.settings, resolve_names="no")
        quiet = scanned(replace(workspace, reverse=never), port, checks=False)
        planned = asyncio.run(plan(workspace, [HOST], "80"))
    assert server.hosts == {"", HOST}
    assert (not_checked(lines), not_checked(quiet)) == ({"name_without_address": 1}, {})
    assert planned.reverse == 0


def test_a_plan_says_how_many_reverse_records_are_asked(tmp_path: Path) -> None:
    with named_office(tmp_path, Resolver()) as workspace:
        organisations.add(workspace, "Example", domains=["example.org"], by="Dana Quill")
        authorise(workspace)
        planned = asyncio.run(plan(workspace, ["127.0.0.0/30"], "80"))
    assert (planned.reverse, planned.names) == (4, workspace.settings.names_per_service)
    assert (planned.line()["reverse"], planned.line()["names"]) == (4, planned.names)
