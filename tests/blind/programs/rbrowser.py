"""A browser of files and genomes: seven files of a laboratory; its own token closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "patients/vermolen.bam",
    "patients/duvalle.bam",
    "patients/kowalska.vcf",
    "consent-forms.pdf",
    "samples.csv",
    "panel-v3.bed",
    "report-okarin-BRCA1.pdf",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("genomes"), NAMES)
    words = [*installed.script("rbrowser"), "open", str(folder), "--port", str(spot.port), "--localhost"]
    return [served(spot, [*words, *(["--token", spot.password] if closed else ["--no-token"])])]
