"""The looks as a proof states them: what the events recorded, and the lines of the talks without excerpts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leftopen.cases import bodies
from leftopen.model.case import CaseEvent
from leftopen.model.facts import Json
from leftopen.model.transcript import Line, Transcript


def stated(events: Sequence[CaseEvent], transcripts: Mapping[str, Transcript]) -> list[Json]:
    """One object per look; `lines` is empty where the transcript was erased. ValueError for a transcript that
    is not the one that the event recorded."""
    return [_stated(event, transcripts) for event in events if bodies.looks([event])]


def same(looks: Json, events: Sequence[CaseEvent]) -> bool:
    """Whether these objects say what the events say, and their lines are the ones that were recorded.
    ValueError for lines of another shape."""
    if not isinstance(looks, list):
        return False
    transcripts = {}
    for look in looks:
        if not isinstance(look, dict):
            return False
        transcripts[bodies.text(look, "look")] = _transcript(look.get("lines"))
    return stated(events, transcripts) == looks


def _stated(event: CaseEvent, transcripts: Mapping[str, Transcript]) -> Json:
    (look,) = bodies.looks([event])
    transcript = transcripts.get(look.id, ())
    recorded = bodies.text(event.body, "transcript", "")
    if transcript and bodies.transcript_digest(transcript) != recorded:
        raise ValueError(f"the transcript of look {look.id} is not the one that was recorded")
    lines: list[Json] = [
        {"sent": line.sent, "at": line.at, "length": line.length, "digest": line.digest}
        for line in transcript
    ]
    return {**bodies.looked(look), "transcript": recorded, "lines": lines}


def _transcript(lines: Json) -> Transcript:
    if not isinstance(lines, list):
        raise bodies.BadBody("the lines of a look must be a list")
    return tuple(_line(line) for line in lines)


def _line(line: Json) -> Line:
    if not isinstance(line, dict):
        raise bodies.BadBody("a line must be an object")
    at, sent = line.get("at"), line.get("sent")
    if not isinstance(sent, bool) or isinstance(at, bool) or not isinstance(at, int | float):
        raise bodies.BadBody("a line says who spoke and when")
    return Line(
        sent=sent, at=at, length=bodies.number(line, "length"), digest=bodies.text(line, "digest"), excerpt=""
    )
