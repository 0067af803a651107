"""A listing of a folder: the reports of a firm's tests, seven files."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "report-2026-11-28.html",
    "report-2026-11-30.html",
    "login-failures.csv",
    "screenshots/order-form.png",
    "screenshots/payroll.png",
    "environment.properties",
    "testers.json",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("reports"), NAMES)
    modules = str(installed.folder() / "node_modules")
    words = [*installed.node("allure_static_server.mjs"), str(folder), str(spot.port), modules]
    return [served(spot, words)]
