"""The pipeline that a person writes in an afternoon: mailbox, email, zip, pypdf, and a regular expression for
each kind of value. One process.

    _peer_pipeline.py FILE SECONDS     prints {"seconds": …, "bytes": …, "share": …, "values": […]}

After so many seconds of the processor it ends; `share` says how much of the file it has read.
"""

from __future__ import annotations

import io
import json
import mailbox
import re
import sys
import time
import zipfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pypdf  # type: ignore[import-not-found]

PATTERNS = [
    re.compile(r"\b\d{3}-\d{2}-\d{4}\b"),
    re.compile(r"\b\d{13,16}\b"),
    re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b"),
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
]
TAGS = re.compile(r"<[^>]+>")


def texts(message: Message) -> Iterator[str]:
    for part in message.walk():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        name = (part.get_filename() or "").lower()
        if name.endswith(".pdf"):
            yield from (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        elif name.endswith((".docx", ".xlsx", ".pptx", ".zip")):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.namelist():
                    if member.endswith((".xml", ".txt")):
                        yield TAGS.sub(" ", archive.read(member).decode("utf-8", "replace"))
        elif part.get_content_maintype() == "text":
            yield TAGS.sub(" ", content.decode("utf-8", "replace"))


def main(file: Path, seconds: float) -> None:
    began, values, share = time.process_time(), set[str](), 1.0
    store = mailbox.mbox(file)
    mails = len(store)
    for number, message in enumerate(store):
        if time.process_time() - began > seconds:
            share = number / mails
            break
        for text in texts(message):
            for pattern in PATTERNS:
                values.update(pattern.findall(text))
    took = time.process_time() - began
    read = round(file.stat().st_size * share)
    answer = {"seconds": took, "bytes": read, "share": share, "values": sorted(values)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
