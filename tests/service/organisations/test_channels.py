"""Which channel serves a recipient, and what it still needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.errors import BadSetting
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.organisations import organisations
from leftopen.service.organisations.channels import (
    by_scheme,
    examples,
    outbound,
    require_named,
    sender_of,
    unready,
)
from leftopen.settings import Settings
from leftopen.store.records.entities.identity.audit import Audit
from tests.service.office import office

MAIL = catalogue.senders()["mailto"]


def test_two_channels_of_one_scheme_are_an_error_that_names_both() -> None:
    with pytest.raises(TypeError, match=r"notices mailto and other: both serve mailto:"):
        by_scheme({"mailto": MAIL, "other": replace(MAIL, schemes=("x", "mailto"))})


def test_a_channel_is_found_by_each_of_its_schemes() -> None:
    other = replace(MAIL, schemes=("x", "y"))
    assert by_scheme({"mailto": MAIL, "other": other}) == {"mailto": MAIL, "x": other, "y": other}
    assert sender_of("mailto:soc@example.org") is MAIL
    assert "mailto:soc@example.org" in examples()
    with pytest.raises(BadSetting, match=r"unknown notice channel; supported: .*mailto:…"):
        sender_of("pigeon:loft")
    with pytest.raises(BadSetting, match=r"unknown notice channel; did you mean mailto:soc@example.org\?"):
        sender_of("soc@example.org")


def test_a_channel_says_which_settings_it_lacks() -> None:
    assert unready(Settings(), MAIL) == "no mail server is configured (settings smtp_host, mail_from)"
    sent_without = unready(replace(Settings(), smtp_host="127.0.0.1"), MAIL)
    assert sent_without == "no sender's address is set (setting mail_from)"
    settings = replace(Settings(), mail_from="us@example.org")
    assert unready(settings, MAIL) == "no mail server is configured (setting smtp_host)"
    assert unready(replace(settings, smtp_host="127.0.0.1"), MAIL) == ""
    two = replace(MAIL, needs=("smtp_host", "smtp_user"), unconfigured="incomplete")
    assert unready(settings, two) == "incomplete (settings smtp_host, smtp_user)"
    assert unready(settings, replace(MAIL, needs=())) == ""


def test_what_is_lent_follows_the_settings(tmp_path: Path) -> None:
    with office(tmp_path / "a") as workspace:
        assert (outbound(workspace).smtp, outbound(workspace).urls) == (None, frozenset())
    url = "https://hooks.example.org/x"
    with office(tmp_path / "b", smtp_host="127.0.0.1", smtp_port=2525, notify=url) as workspace:
        lent = outbound(workspace)
        assert lent.smtp is not None
        assert (lent.smtp.host, lent.smtp.port, lent.urls) == ("127.0.0.1", 2525, frozenset({url}))


def test_a_password_file_matters_only_where_there_is_a_mail_server(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    with office(tmp_path / "a", smtp_password_file=missing) as workspace:
        assert outbound(workspace).smtp is None
    with (
        office(tmp_path / "b", smtp_host="127.0.0.1", smtp_password_file=missing) as workspace,
        pytest.raises(BadSetting, match="password_file"),
    ):
        outbound(workspace)


def test_a_webhook_of_an_organisation_or_in_a_list_of_contacts_is_named(tmp_path: Path) -> None:
    first, second, third = (f"https://hooks.example.org/{number}" for number in (1, 2, 3))
    with office(tmp_path) as workspace:
        organisations.add(workspace, "École", by="jane", contacts=[first])
        one = record(
            "192.0.2.0/24",
            authorised_by="A.",
            until=None,
            now=workspace.clock(),
            contact=f"{second}, {third}",
        )
        scopes.add(workspace, [one])
        for url in (first, second, third):
            require_named(workspace, url)
        assert outbound(workspace).urls == {first, second, third}
        entry = Audit(workspace.store.records).of_kind("organisation", 10, 0)[0][0]
        assert entry.clause == "https://hooks.example.org/…"
        assert (
            organisations.add(workspace, "ÉCOLE", by="jane").id
            == organisations.remove(workspace, "école", by="jane").id
        )
