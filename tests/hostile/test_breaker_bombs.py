"""A few kilobytes that want to become hundreds of megabytes."""

from __future__ import annotations

import base64
import io
import os
import threading
import zlib
from pathlib import Path

import pikepdf
import pytest

from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from tests.pipeline.walking import contents

MOST = 300


def bomb() -> bytes:
    """One page whose content inflates twice, to 480 MB."""
    once = zlib.compressobj(9)
    some = b"0 0 m " * 200_000
    packed = zlib.compress(b"".join(once.compress(some) for _ in range(400)) + once.flush(), 9)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        stream = pikepdf.Stream(pdf, b"")
        stream.write(packed, filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]))
        pdf.pages[0].Contents = pdf.make_indirect(stream)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    return out.getvalue()


def largest_child() -> int:
    """MB that the largest of this process's children has ever filled."""
    peaks = [0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            answer = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        if answer.get("PPid") == str(os.getpid()) and "VmHWM" in answer:
            peaks.append(int(answer["VmHWM"].split()[0]) // 1024)
    return max(peaks)


@pytest.mark.hostile("H6")
def test_a_pdf_that_inflates_without_end_fills_no_machine() -> None:
    raw = bomb()
    assert len(raw) < 64 * 1024
    head = b"From: a@unit.example\r\nSubject: x\r\nContent-Type: application/pdf; name=a.pdf\r\n"
    mail = head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(raw)
    done, peaks = threading.Event(), [0]

    def watch() -> None:
        while not done.wait(0.02):
            peaks.append(largest_child())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        evidence = contents().classify(Sample(("mail.eml", "message/rfc822", mail)), Severity.HIGH)
    finally:
        done.set()
        watcher.join()
    assert evidence.failed
    assert 0 < max(peaks) < MOST
