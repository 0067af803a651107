"""Makes and checks signed proofs of closure; a proof can be checked on any machine."""

from __future__ import annotations

from pathlib import Path

from leftopen import __version__
from leftopen.cases import proof
from leftopen.cases.proof import ProofAnswer, ProofContext
from leftopen.errors import BadProof, NotAllowed
from leftopen.service.cases.signing import integrity, timestamping
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write, write_named
from leftopen.store.records.entities.cases.cases import Cases


def make(workspace: Workspace, prefix: str, out: Path | None = None, *, clause: bool = True) -> Path:
    """Writes the proof of a closed case. `clause`: whether it names the authorisation of the scan. Raises
    NotFound, BadSetting, NotAllowed when the records were changed from outside, the case was not closed by
    evidence, or the time-stamp authority of the settings gave no timestamp."""
    records = workspace.store.records
    case = Cases(records).get(prefix)
    integrity.require_case(workspace, case.id)
    events = Cases(records).events(case.id)
    head = Cases(records).head()
    looked = workspace.store.observations.judged(case.finding, limit=1000)
    last = next((one for one in looked if one.look in {event.body.get("look") for event in events}), None)
    around = ProofContext(
        clause=last.clause if last and clause else "",
        vantage=last.vantage.name if last else "",
        scanner=f"leftopen {__version__}",
        head_seq=head.seq,
        head_hash=head.hash,
        written=workspace.clock(),
        stamped=timestamping.wanted(workspace),
    )
    try:
        body = proof.build(events, {one.look: one.transcript for one in looked}, around)
    except ValueError as error:
        raise NotAllowed(f"case {case.id[:8]}: {error}") from None
    raw = proof.sign(body, keys.signing_key(workspace.config))
    if timestamping.wanted(workspace):
        raw = timestamping.stamped_proof(workspace, raw)
    if out is not None:
        return write_named(out, raw)
    return write(workspace.data / "proofs" / f"{case.id}.json", raw)


def check(file: Path, key: Path | None, authority: Path | None = None) -> ProofAnswer:
    """Checks a proof; needs only these files. Raises BadProof when one can't be read."""
    try:
        raw = file.read_bytes()
        public = key.read_bytes() if key else None
        roots = authority.read_bytes() if authority else None
    except OSError as error:
        raise BadProof(f"cannot read {error.filename}: {error.strerror}") from None
    return proof.check(raw, public, roots)
