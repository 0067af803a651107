"""The configuration dump: variables, settings and status pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.shape import Intent, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.configuration_dump import shape
from tests.shapes.dresses import LOGIN, advertisement, data, html, plain, read, shell, spoilt, table

OPEN, MAYBE = Intent.LEFT_OPEN, Intent.UNDETERMINED
DATA, META = ExposureKind.DATA, ExposureKind.METADATA
WORDS = "environment configuration settings php variables server status client request password"
HIT = table("Srv|PID|Client|Request", "0|12|192.0.2.7|GET /")


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
        (plain("APP_ENV=x\nAPP_NAME=y\nLOG_LEVEL=info\n"), META, MAYBE),
        (plain("APP_ENV=x\nAPP_NAME=y\nDB_URL=db://u:" + "pw12@db/x\n"), DATA, OPEN),
        (plain("APP_ENV=x\nAPP_NAME=y\nDATA_DIR=/var/lib/app\n"), META, OPEN),
        (plain("a.b: 1\na.c: 2\na.d: x\na.e: y\na.host: db.corp.internal\n", "text/yaml"), META, OPEN),
        (data({"env": {f"VAR_{n}": "x" for n in range(6)}}), META, MAYBE),
        (
            data({"config": {"log_level": "x", "api_token": "made-up", "a_b": 1, "c_d": 2, "e_f": 3}}),
            DATA,
            OPEN,
        ),
        (
            data({"propertySources": [{"properties": {f"a.b{n}": {"value": "******"} for n in range(6)}}]}),
            META,
            MAYBE,
        ),
        (html(table("Variable|Value", *(f"VAR_{n}|10.0.0.{n}" for n in range(6)))), META, OPEN),
        (html(table("Variable|Valeur", *(f"$_SERVER['VAR_{n}']|x" for n in range(6)))), META, MAYBE),
        (html(table("Srv|PID|Client|Request", "0|12|192.0.2.7|GET /")), DATA, OPEN),
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


@pytest.mark.parametrize("value", ["******", "", "null", "<redacted>", "xxxxxxxx", "[hidden]"])
def test_a_masked_value_is_no_secret(value: str) -> None:
    match = seen(plain(f"APP_ENV=x\nAPP_NAME=y\nAPP_PASSWORD={value}\n"))
    assert match.intent is MAYBE


@pytest.mark.parametrize("name", ["PUBLIC_KEY", "RECAPTCHA_SITE_KEY", "TOKEN_URL", "PASSWORD_MIN_LENGTH"])
def test_a_public_key_is_no_secret(name: str) -> None:
    assert seen(plain(f"APP_ENV=x\nAPP_NAME=y\n{name}=made-up-word\n")).intent is MAYBE


def test_a_secret_is_in_the_sample_and_in_no_text() -> None:
    match = seen(plain("APP_ENV=x\nAPP_NAME=y\nAPP_SECRET=made-up-word\n"))
    assert match.said == "3 settings, 1 secret among them"
    assert [body for _, _, body in match.sample] == [b"APP_ENV=x\nAPP_NAME=y\nAPP_SECRET=made-up-word\n"]
    assert "made-up" not in match.said + match.why


@pytest.mark.parametrize(
    "answer",
    [
        data({"first_name": "a", "last_name": "b", "created_at": "c", "updated_at": "d", "zip_code": "e"}),
        plain("Name: Ann\nTown: Lyon\nHobby: chess\nAge: 12\nPet: cat\n"),
        plain("User-agent: *\nDisallow: /a\nAllow: /b\nSitemap: /c\nDisallow: /d\n"),
        html(table("Client|Project", "Made Up Ltd|192.0.2.7")),
    ],
)
def test_people_and_robots_are_none(answer: Answer) -> None:
    assert shape.judge(answer) is None


def test_the_constants_of_a_pages_script_are_public_unless_one_is_a_secret() -> None:
    lines = "\n".join(f"theme_option_{n} = {n}" for n in range(8))
    assert shape.judge(plain(lines, "text/javascript", "/static/options.js")) is None
    assert seen(plain(f"{lines}\ndb_password = hunter-made-up", "text/javascript", "/static/options.js"))


def test_a_manual_that_describes_settings_is_none() -> None:
    rows = [f"option_{n}|The number of times that the server tries again" for n in range(8)]
    assert shape.judge(html(table("Name|Meaning", *rows))) is None
