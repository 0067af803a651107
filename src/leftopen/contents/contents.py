"""Step 5 as one object: compiled detectors and readers, with the digest key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from leftopen.contents.classify import classify
from leftopen.contents.digests import keyed_digest
from leftopen.contents.find import Finder
from leftopen.contents.masking import EXCERPT, Masker, hidden_detectors
from leftopen.contents.sandbox import Sandbox
from leftopen.contents.severity import severity_of
from leftopen.contents.unpack import documents
from leftopen.model.detector import Detector
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.mail import MailFiles
from leftopen.model.reader import Reader
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind

NO_SIZE = Size()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Thread-safe. No method raises on any text, bytes or sample. The key is not shown when printed."""

    detectors: Mapping[str, Detector]
    readers: Mapping[str, Reader]
    key: bytes = field(repr=False)
    finder: Finder = field(repr=False)
    masker: Masker = field(repr=False)
    sandbox: Sandbox = field(repr=False)

    @classmethod
    def build(
        cls,
        detectors: Mapping[str, Detector],
        readers: Mapping[str, Reader],
        key: bytes,
        *,
        uncaged: bool = False,
    ) -> Contents:
        """Compiles the patterns (about half a second). `uncaged`: documents are read without a cage.
        TypeError for a personal or secret detector without `mask`: its values could not be hidden."""
        hidden, masks = hidden_detectors(detectors)
        finder = Finder(detectors)
        return cls(
            detectors=detectors,
            readers=readers,
            key=key,
            finder=finder,
            masker=Masker(finder.only(hidden), masks),
            sandbox=Sandbox(uncaged=uncaged),
        )

    def prepare(self) -> None:
        """Compiles or reads both sets of patterns now, which takes seconds the first time on a machine: at
        their first use it would hold up every talk of a scan."""
        self.mask("any text")
        self.finder.candidates("any text")

    def mask(self, text: str, limit: int | None = None) -> str:
        """Text with every personal value and every secret masked, at most `limit` characters."""
        return self.masker.mask(text, limit)

    def mask_all(self, texts: Sequence[str]) -> list[str]:
        """Each of these texts as `mask` gives it."""
        return self.masker.mask_all(texts)

    def excerpts(self, raws: Sequence[bytes], limit: int = EXCERPT) -> list[str]:
        """The beginning of each, masked, with control characters made harmless."""
        return self.masker.excerpts(raws, limit)

    def digest(self, raw: bytes) -> str:
        """HMAC-SHA-256 in hex."""
        return keyed_digest(self.key, raw)

    def classify(
        self,
        sample: Sample,
        base: Severity,
        size: Size = NO_SIZE,
        seen: ExposureKind = ExposureKind.DATA,
        mail: tuple[MailFiles, ...] = (),
    ) -> Evidence:
        """Classifies the sample. `base` is the check's severity; `size`, `seen` and `mail` are the check's
        results."""
        evidence = classify(
            documents(sample, self.readers, self.sandbox.read),
            finder=self.finder,
            masker=self.masker,
            detectors=self.detectors,
            key=self.key,
        )
        return replace(
            evidence,
            items=len(sample),
            left=sample.left,
            cut=sample.cut,
            bytes=sum(len(data) for _, _, data in sample),
            severity=severity_of(base, evidence.holds, size, seen, self.detectors, mail),
            holds=(*evidence.holds, *(_held(files) for files in mail)),
            mail=mail,
        )

    def close(self) -> None:
        """Ends the readers' child process. Otherwise it ends with this object or this program."""
        self.sandbox.close()


def _held(mail: MailFiles) -> LabelCount:
    """So that a search for mail in files uses the same word as for content: `holds:maildir`."""
    return LabelCount(label=mail.kind.value, count=mail.files, distinct=mail.files)
