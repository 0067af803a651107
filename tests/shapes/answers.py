"""Answers of made-up servers, as the crawl gives them to a shape."""

from __future__ import annotations

import json

from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.web_page import Answer
from leftopen.wire.http.pages.page_parser import read_answer


def html(body: str, *, path: str = "/", status: int = 200, title: str = "") -> Answer:
    whole = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return text(whole, "text/html; charset=utf-8", path=path, status=status)


def data(value: Json, *, path: str = "/api/list", status: int = 200, cut: bool = False) -> Answer:
    return text(json.dumps(value), "application/json", path=path, status=status, cut=cut)


def text(body: str, kind: str, *, path: str = "/", status: int = 200, cut: bool = False) -> Answer:
    reply = Reply(status=status, headers=(("Content-Type", kind),), body=body.encode(), cut=cut)
    return read_answer(path, reply)
