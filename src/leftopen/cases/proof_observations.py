"""The observations in a proof: what the events recorded, and the transcripts without excerpts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leftopen.cases import event_schema
from leftopen.model.case import CaseEvent
from leftopen.model.facts import Json
from leftopen.model.transcript import Transcript, TranscriptLine


def observation_entries(events: Sequence[CaseEvent], transcripts: Mapping[str, Transcript]) -> list[Json]:
    """One object for each observation that has an event of its own; `lines` is empty where the transcript was
    erased. ValueError for a transcript that differs from the recorded one."""
    return [_stated(event, transcripts) for event in events if event.kind in event_schema.HAVE_A_LOOK]


def matches_events(looks: Json, events: Sequence[CaseEvent]) -> bool:
    """Do these objects match the events, and their lines the recorded digests? ValueError for lines of
    another shape."""
    if not isinstance(looks, list):
        return False
    transcripts = {}
    for look in looks:
        if not isinstance(look, dict):
            return False
        transcripts[event_schema.text(look, "look")] = _transcript(look.get("lines"))
    return observation_entries(events, transcripts) == looks


def _stated(event: CaseEvent, transcripts: Mapping[str, Transcript]) -> Json:
    (look,) = event_schema.looks([event])
    transcript = transcripts.get(look.id, ())
    recorded = event_schema.text(event.body, "transcript", "")
    if transcript and event_schema.transcript_digest(transcript) != recorded:
        raise ValueError(f"the transcript of look {look.id} is not the one that was recorded")
    lines: list[Json] = [
        {"sent": line.sent, "at": line.at, "length": line.length, "digest": line.digest}
        for line in transcript
    ]
    return {**event_schema.observation_body(look), "transcript": recorded, "lines": lines}


def _transcript(lines: Json) -> Transcript:
    if not isinstance(lines, list):
        raise event_schema.BadBody("the lines of a look must be a list")
    return tuple(_line(line) for line in lines)


def _line(line: Json) -> TranscriptLine:
    if not isinstance(line, dict):
        raise event_schema.BadBody("a line must be an object")
    at, sent = line.get("at"), line.get("sent")
    if not isinstance(sent, bool) or isinstance(at, bool) or not isinstance(at, int | float):
        raise event_schema.BadBody("a line says who spoke and when")
    return TranscriptLine(
        sent=sent,
        at=at,
        length=event_schema.number(line, "length"),
        digest=event_schema.text(line, "digest"),
        excerpt="",
    )
