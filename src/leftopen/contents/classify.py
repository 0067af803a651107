"""Classifies a sample as evidence: what it holds, its owner, its severity. Masked values and counts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from leftopen.contents import attribution
from leftopen.contents.digests import keyed_digest, of_value
from leftopen.contents.find import Finder, Hit
from leftopen.contents.masking import Masker, clean
from leftopen.model.detector import Detector
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.reader import Document
from leftopen.model.severity import Severity

EXAMPLES = 3
EXAMPLE = 80
DIGESTS = 64
DISTINCT = 100_000


@dataclass(slots=True, kw_only=True)
class EvidenceCounter:
    """One label while it is counted. Not a record: it never leaves this file."""

    count: int = 0
    examples: dict[str, None] = field(default_factory=dict)
    digests: dict[str, None] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)


def classify(
    documents: Iterable[Document],
    *,
    finder: Finder,
    masker: Masker,
    detectors: Mapping[str, Detector],
    key: bytes,
) -> Evidence:
    """Evidence without severity, `items` and `bytes`, which the caller knows.

    A masked value is distinguished by itself. One without a masked form (a form's title, a marking) is
    distinguished by its document, so that two filled forms count as two.
    """
    tallies: dict[str, EvidenceCounter] = {}
    origins: Counter[str] = Counter()
    units: Counter[str] = Counter()
    failed = 0
    for document in documents:
        failed += document.failed
        origins.update(masker.mask(domain) for domain in document.origins)
        units.update(attribution.units_in(document.text))
        within = keyed_digest(key, document.text.encode("utf-8", "replace"))
        for hit in finder.find_in_both(document.text):
            _count(
                tallies.setdefault(hit.detector, EvidenceCounter()),
                hit,
                detectors[hit.detector],
                masker,
                key,
                within,
            )
    return Evidence(
        holds=tuple(_held(name, tallies[name]) for name in sorted(tallies)),
        failed=failed,
        origins=attribution.domains(origins),
        units=attribution.units(units),
        severity=Severity.INFO,
    )


def _count(
    tally: EvidenceCounter, hit: Hit, detector: Detector, masker: Masker, key: bytes, within: str
) -> None:
    tally.count += 1
    tally.documents.add(within)
    if len(tally.digests) < DISTINCT:
        tally.digests[of_value(key, hit.detector, hit.value if detector.mask else hit.value + within)] = None
    if len(tally.examples) < EXAMPLES and (shown := detector.example(hit.value)):
        tally.examples[masker.mask(clean(shown), EXAMPLE)] = None


def _held(name: str, tally: EvidenceCounter) -> LabelCount:
    return LabelCount(
        label=name,
        count=tally.count,
        distinct=len(tally.digests),
        examples=tuple(tally.examples),
        digests=tuple(tally.digests)[:DIGESTS],
        documents=len(tally.documents),
    )
