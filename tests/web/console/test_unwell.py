"""Whoever is signed in sees at every page that something does not work; why is for who may mend it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leftopen.service.operations.health_checks import NAMES
from leftopen.web.console.http import request
from leftopen.web.console.view import i18n
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of

WHY = "less than disk_reserve_mb"


def test_every_page_says_what_does_not_work(bare: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    # However busy the machine is.
    monkeypatch.setattr(request, "HEALTH_WAIT_S", 30.0)
    admin, viewer = bare.visitor("admin"), bare.visitor("viewer")
    assert "Something does not work" not in text_of(admin.get("/help"))
    live = bare.workspace.live
    live.now = replace(live.now, disk_reserve_mb=100_000_000)
    monkeypatch.setattr(request, "HEALTH_S", 0.0)
    for path in ("/", "/help", "/monitors"):
        answer = text_of(admin.get(path, **{"accept-language": "en"}))
        assert "Something does not work that should:The disk is full." in answer.replace(": ", ":")
        assert WHY in answer
    french = text_of(admin.get("/help", **{"accept-language": "fr"}))
    assert "Le disque est plein." in french
    seen = text_of(viewer.get("/help"))
    assert "The disk is full." in seen
    assert WHY not in seen
    assert "The disk is full." not in text_of(bare.visitor().get("/sign-in"))
    live.now = replace(live.now, disk_reserve_mb=0)
    assert "Something does not work" not in text_of(admin.get("/help"))


def test_every_check_has_its_words() -> None:
    assert set(i18n.UNWELL) == set(NAMES)
