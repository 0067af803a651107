"""Passkeys in Debian's Chromium with its virtual authenticator: for `test_passkeys_browser.py`, which starts
it with the Python of `.servers/clients` and reads the JSON that it prints.

`passkey_clicks.py CONFIG`: a JSON object with the `url` of the console by its name, its set-up `link`, and
`axe` (the file of axe-core).
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests.web.console.page_looks import judged
from tests.web.console.walk import CHROMIUM, FLAGS, REPORTS

NAME, PASSWORD = "maria", "long walks by the sea"
KIND = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
ASKED = """async () => (await fetch("/passkey/options", {method: "POST"})).json()"""
GIVEN = """async (asked) => {
  const plain = (text) => atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const raw = (text) => Uint8Array.from(plain(text), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const given = await navigator.credentials.get({publicKey: {...asked, challenge: raw(asked.challenge)}});
  const response = {};
  for (const name of ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
    response[name] = text(given.response[name]);
  return JSON.stringify({id: given.id, rawId: text(given.rawId), type: given.type, response});
}"""
WIDE = "document.documentElement.scrollWidth > innerWidth"
POSTED = """async ([path, credential]) => (await fetch(path, {method: "POST",
  body: new URLSearchParams({credential}), redirect: "manual"})).status"""


class Elsewhere(BaseHTTPRequestHandler):
    """Another origin at the same host name."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title>")

    def log_message(self, *answer: object) -> None:
        """Nothing."""


def authenticator(page: Page) -> tuple[CDPSession, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": KIND})["authenticatorId"]


def made(page: Page, link: str) -> None:
    page.goto(link)
    page.fill("#name", NAME)
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("button.main")
    page.click("text=Or add a passkey")
    page.fill("#name", "this test")
    page.click("button.main")
    page.wait_for_url("**/me?said=passkey")


def entered(page: Page, url: str) -> str:
    """Signed out, and in again by the passkey alone; the answer that the browser sent."""
    page.goto(f"{url}/")
    page.click("text=Sign out")
    with page.expect_request("**/sign-in/passkey") as sent:
        page.click("text=Sign in with a passkey")
    page.wait_for_selector(".tiles")
    return str(sent.value.post_data_json["credential"])


def from_elsewhere(context: BrowserContext, url: str, mine: CDPSession, id: str, port: int) -> int:
    """The same key, at another origin of the same name, over a question of the console's."""
    page, other = context.new_page(), context.new_page()
    page.goto(f"{url}/sign-in")
    request = page.evaluate(ASKED)
    other.goto(f"http://localhost:{port}/")
    session, copy = authenticator(other)
    for credential in mine.send("WebAuthn.getCredentials", {"authenticatorId": id})["credentials"]:
        credential.pop("backupEligibility", None), credential.pop("backupState", None)
        session.send("WebAuthn.addCredential", {"authenticatorId": copy, "credential": credential})
    answer = other.evaluate(GIVEN, request)
    status = int(page.evaluate(POSTED, ["/sign-in/passkey", answer]))
    other.close()
    page.close()
    return status


def main() -> None:
    config = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    url, report = config["url"], {}
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="en-GB")
        context.add_init_script(REPORTS)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        session, id = authenticator(page)
        made(page, config["link"])
        answer = entered(page, url)
        report["policy"] = page.evaluate("window.__reports")
        page.click("text=Sign out")
        report["replayed"] = page.evaluate(POSTED, ["/sign-in/passkey", answer])
        report["elsewhere"] = from_elsewhere(context, url, session, id, server.server_port)
        page.goto(f"{url}/sign-in")
        report |= refused_by_person(page, session, id)
        page.goto(f"{url}/sign-in")
        page.click("text=Sign in with a passkey")
        page.wait_for_selector(".tiles")
        report["axe"] = looked_at(page, session, url, Path(config["axe"]).read_text("utf-8"))
        report |= removed(page, url)
        report["errors"] = errors
        browser.close()
    server.shutdown()
    sys.stdout.write(json.dumps(report))


def refused_by_person(page: Page, session: CDPSession, id: str) -> dict[str, Any]:
    """Who can't prove who they are (a wrong finger) gives no passkey, and is told so."""
    session.send("WebAuthn.setUserVerified", {"authenticatorId": id, "isUserVerified": False})
    page.click("text=Sign in with a passkey")
    page.wait_for_selector("[data-refused]:not([hidden])")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": id, "isUserVerified": True})
    return {"unverified": page.inner_text("[data-refused]")}


def looked_at(page: Page, session: CDPSession, url: str, axe: str) -> dict[str, Any]:
    """The pages that show a passkey's form, by axe-core, on a narrow screen."""
    found: dict[str, Any] = {}
    page.set_viewport_size({"width": 360, "height": 800})
    for path in ("/me", "/me/passkeys/new", "/unlock", "/me/second"):
        page.goto(url + path)
        judged(found, session, path, axe)
        found[path] += [["too wide", "serious"]] if page.evaluate(WIDE) else []
    page.goto(f"{url}/me")
    page.click("text=Sign out")
    judged(found, session, "/sign-in", axe)
    page.fill("#name", NAME)
    page.fill("#password", PASSWORD)
    page.click("text=Sign in >> nth=1")
    page.wait_for_url("**/sign-in/code")
    judged(found, session, "/sign-in/code", axe)
    page.click("text=Continue with a passkey")
    page.wait_for_selector(".tiles")
    return found


def removed(page: Page, url: str) -> dict[str, Any]:
    page.goto(f"{url}/me")
    page.click("section:has(#passkeys-title) form[action='/me/passkeys/remove'] button")
    page.wait_for_url("**/me?said=removed")
    page.click("text=Sign out")
    page.click("text=Sign in with a passkey")
    page.wait_for_selector(".wrong:not([hidden])")
    return {"removed": page.inner_text(".wrong:not([hidden])"), "at": page.url}


if __name__ == "__main__":
    main()
