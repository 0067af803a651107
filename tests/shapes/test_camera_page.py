"""The camera page: streams, snapshots, controls that move, and remote desktops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.shape import Intent, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.camera_page import shape
from tests.shapes.dresses import LOGIN, advertisement, html, read, shell, spoilt

OPEN, MAYBE, PUBLIC = Intent.LEFT_OPEN, Intent.UNDETERMINED, Intent.PUBLISHED
DATA, META = ExposureKind.DATA, ExposureKind.METADATA
WORDS = "camera webcam zoom pan tilt live stream video remote desktop vnc"
HIT = "<h1>Camera</h1><img src=/mjpeg/1>"


def seen(answer: Answer) -> ShapeMatch:
    match = shape.judge(answer)
    assert match is not None
    return match


@pytest.mark.parametrize("answer", shape.hits)
def test_its_own_examples_show_it(answer: Answer) -> None:
    assert shape.judge(answer) is not None


@pytest.mark.parametrize("answer", [*shape.misses, advertisement(WORDS), shell(WORDS), html(LOGIN + HIT)])
def test_near_misses_do_not(answer: Answer) -> None:
    assert shape.judge(answer) is None


@pytest.mark.parametrize(
    ("answer", "kind", "intent"),
    [
        (read(b"", "multipart/x-mixed-replace;boundary=x", "/cam"), DATA, OPEN),
        (read(b"\xff\xd8\xff\xe0", "image/jpeg", "/cgi-bin/snapshot.cgi"), DATA, OPEN),
        (read(b"\xff\xd8\xff\xe0", "image/jpeg", "/image.jpg"), DATA, OPEN),
        (html("<h1>Kamera 2</h1><img src=/videostream.cgi>"), META, OPEN),
        (html("<h1>Caméra</h1><iframe src='/stream.mjpg'></iframe>"), META, OPEN),
        (
            html(
                "<h1>Cámara</h1><form action=/ptz.cgi><button>Izquierda</button><button>Derecha</button>"
                "<button>Arriba</button></form>"
            ),
            META,
            OPEN,
        ),
        (
            html(
                "<h1>Live</h1><img src='?action=stream'><footer>© 2023</footer><a href=/privacy>Privacy "
                "policy</a>"
            ),
            META,
            PUBLIC,
        ),
        (html("<div>VNC</div><canvas></canvas>", title="Remote desktop"), META, MAYBE),
        (html("<script>import RFB from './core/rfb.js'</script><p>VNC viewer</p>"), META, MAYBE),
    ],
)
def test_dresses(answer: Answer, kind: ExposureKind, intent: Intent) -> None:
    match = seen(answer)
    assert (match.kind, match.intent) == (kind, intent)
    assert match.said
    assert match.why


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_only_a_success_shows_it(status: int) -> None:
    for answer in shape.hits:
        refused = read(answer.reply.body, answer.kind, answer.path, status)
        assert shape.judge(refused) is None


@given(st.data())
def test_any_bytes_never_raise(drawn: st.DataObject) -> None:
    match = shape.judge(drawn.draw(spoilt(shape)))
    assert match is None or (match.said and match.why)


PICTURE = b"\xff\xd8\xff\xe0" + b"made-up picture" * 100


def test_a_picture_is_never_sampled() -> None:
    for answer in (read(PICTURE, "image/jpeg", "/snap.jpg"), read(PICTURE, "multipart/x-mixed-replace", "/")):
        match = seen(answer)
        assert len(match.sample) == 0
        assert "made-up" not in repr(match)


@pytest.mark.parametrize(
    "answer",
    [
        read(PICTURE, "image/jpeg", "/gallery/boat.jpg"),
        read(PICTURE, "image/jpeg", "/camera.jpg", cache_control="public, max-age=3600"),
        read(b"<html>no picture</html>", "image/jpeg", "/snapshot.jpg"),
        html("<h1>Camera shop</h1><img src=/photos/lens.png><button>Zoom</button>"),
        html("<h1>What is VNC?</h1><p>Remote desktop, explained.</p>"),
        html("<h1>Map</h1><button>Zoom</button><button>Left</button><button>Right</button>" + LOGIN),
    ],
)
def test_other_pictures_and_pages_are_none(answer: Answer) -> None:
    assert shape.judge(answer) is None
