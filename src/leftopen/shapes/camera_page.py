"""Camera page: a moving picture, a snapshot or controls of a camera, or a remote desktop in a browser.

Open: an answer of type multipart/x-mixed-replace; a JPEG under a path that names a snapshot; a page without
a password field that shows such a stream, or three links or forms that move a camera. A remote desktop's
page is metadata: the desktop behind it may still ask for a password, which its own check looks at.

Intent: *left open*; a remote desktop's page is undetermined; *published* by the marks of a public site, as
webcams of places have them.

False positives: a photograph in a gallery is named otherwise. No picture is ever kept, sampled or stored.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Reply
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.http.pages.page_words import words_of
from leftopen.wire.http.pages.picture_streams import picture_streams
from leftopen.wire.http.pages.public_marks import why_published

LOOKED_AT = 64 * 1024
_JPEG = b"\xff\xd8\xff"
_SNAPSHOT = re.compile(
    r"(?:^|/)(?:snap|snapshot|snapshots|still|frame|image|img|current|live|video|webcam|cam|camera|jpg|jpeg|shot|"
    r"capture|picture|onvif|tmpfs|auto)[\d_-]{0,8}(?:\.(?:cgi|jpe?g|php))?/?$",
    re.IGNORECASE,
)
_MOVES = words_of(
    "pan tilt zoom preset presets ptz iris focus left right up down patrol home "
    "gauche droite haut bas links rechts hoch runter izquierda derecha arriba abajo sinistra destra"
)
_MOVED = re.compile(
    r"ptz|decoder_control|[?&](?:pan|tilt|zoom|move|preset|cmd|command|action|dir|act)=|\.cgi\?",
    re.IGNORECASE,
)
_CAMERA = words_of(
    "camera cameras cam webcam video stream live ptz nvr dvr snapshot caméra caméras kamera kameras "
    "cámara cámaras "
    "telecamera telecamere камера カメラ 摄像头"
)
_DESKTOP = re.compile(
    r"\b(?:vnc|rfb|remote desktop|bureau à distance|escritorio remoto|fernzugriff)\b", re.IGNORECASE
)
_DESKTOP_SCRIPT = re.compile(
    r"(?:^|[/_-])(?:rfb|vnc|websockify|guacamole|display)[\w.-]{0,40}\.m?js", re.IGNORECASE
)
_MODULE = re.compile(r"[\"'/]([\w.-]{1,60}\.m?js)[\"']")
_CANVAS = re.compile(r"<canvas\b|websockify|new RFB\(|data-rfb", re.IGNORECASE)


def judge(answer: Answer) -> ShapeMatch | None:
    """A picture by its type and path, or the page that shows it."""
    if answer.reply.status != 200:
        return None
    if answer.kind == "multipart/x-mixed-replace":
        return _match("a moving picture", Intent.LEFT_OPEN, "a camera's stream without a login")
    path = answer.path.partition("?")[0]
    if answer.kind in ("image/jpeg", "image/jpg") and answer.reply.body.startswith(_JPEG):
        if not _SNAPSHOT.search(path) or _static(answer.reply):
            return None
        return _match(
            "a camera's snapshot", Intent.LEFT_OPEN, "a picture made for this request, without a login"
        )
    return _from_page(answer, answer.page) if answer.page is not None else None


def _match(summary: str, intent: Intent, why: str, kind: ExposureKind = ExposureKind.DATA) -> ShapeMatch:
    return ShapeMatch(kind=kind, said=summary, intent=intent, why=why)


def _static(reply: Reply) -> bool:
    """A file that browsers may keep for minutes is no picture of this moment."""
    age = re.search(r"max-age\s?=\s?(\d{1,9})", reply.header("cache-control")[:200])
    return age is not None and int(age[1]) >= 60


def _from_page(answer: Answer, page: Page) -> ShapeMatch | None:
    streams = any(picture_streams(answer.text))
    named = words_of(page.title, *page.headings, page.text[:2000])
    aimed = _aimed(page)
    seen = (streams and (named & _CAMERA or aimed)) or (aimed and named & _CAMERA)
    if seen and not page.password:
        return _match(
            "a page that shows a camera's stream" if streams else "a page with controls that move a camera",
            Intent.PUBLISHED if (published := why_published(answer)) else Intent.LEFT_OPEN,
            published or "a camera's page without a login",
            ExposureKind.METADATA,
        )
    if _desktop(answer, page) and not why_published(answer):
        return _match(
            "the page of a remote desktop",
            Intent.UNDETERMINED,
            "whether the desktop asks for a password is not known",
            ExposureKind.METADATA,
        )
    return None


def _aimed(page: Page) -> bool:
    """Three controls that move a camera, each a link or a form whose address does so: buttons alone may be a
    static page's."""
    linked = [link.text for link in page.links[:200] if len(link.text) <= 30 and _MOVED.search(link.href)]
    sent = [label for form in page.forms if _MOVED.search(form.action) for label in form.buttons]
    return len(words_of(*linked, *sent) & _MOVES) >= 3


def _desktop(answer: Answer, page: Page) -> bool:
    """Its words, and the script or the canvas that draws the screen."""
    if not _DESKTOP.search(" ".join((page.title, *page.headings, page.text[:2000]))):
        return False
    inline = _MODULE.findall(page.inline[:LOOKED_AT])
    drawn = any(_DESKTOP_SCRIPT.search(source) for source in (*page.scripts, *inline))
    return drawn or _CANVAS.search(answer.text[:LOOKED_AT]) is not None


def _example(body: bytes, kind: str = "text/html", path: str = "/", **headers: str) -> Answer:
    named = (("Content-Type", kind), *((name.replace("_", "-"), value) for name, value in headers.items()))
    return read_answer(path, Reply(status=200, headers=named, body=body))


shape = Shape(
    title="Camera or remote desktop usable without authentication",
    remedy=(
        "Close the port in the firewall immediately, and require a login on the camera or the desktop. "
        "Put both "
        "behind a VPN; never forward their ports from the router. Change the device's password, update its "
        "firmware, and tell the people in the picture."
    ),
    severity=Severity.HIGH,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    sized_by="not sized: a picture is neither kept nor counted",
    judge=judge,
    hits=(
        _example(
            b"--b\r\nContent-Type: image/jpeg\r\n\r\n", "multipart/x-mixed-replace; boundary=b", "/video"
        ),
        _example(_JPEG + b"\xe0", "image/jpeg", "/snapshot.jpg"),
        _example(b"<html><body><h1>Camera 1</h1><img src='/mjpeg/1'></body></html>"),
        _example(
            b"<html><head><title>VNC</title><script src=core/rfb.js></script></head><body><canvas></canvas>"
        ),
    ),
    misses=(
        _example(_JPEG + b"\xe0", "image/jpeg", "/photos/lamp.jpg"),
        _example(_JPEG + b"\xe0", "image/jpeg", "/camera.jpg", Cache_Control="max-age=86400"),
        _example(
            b"<html><body><h1>Camera shop</h1><img src='/photos/zoom.png'><a href=/up>Up</a></body></html>"
        ),
    ),
)
