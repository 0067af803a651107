"""The made-up owner of the demonstration's mailbox, with a mail program and a browser.

The owner has no account and knows nothing but the notice: its link, and what the page behind it shows.
"""

from __future__ import annotations

import email
import email.policy
import re
import urllib.error
import urllib.parse
import urllib.request
from datetime import date
from html import unescape

from leftopen.demo.proof_check import StoryFailed

_LINK = re.compile(r"http://127\.0\.0\.1:[0-9]+/owner/\S+")
_ACTION = re.compile(r'<form method="post" action="([^"]+)"')
_PROOF = re.compile(r'href="([^"]+/proof/[^"]+)"')
_LIMIT_S = 60.0


def link_in(raw: bytes) -> str:
    """The link to the owner's page in a mail as it arrived. Raises StoryFailed."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    body = mail.get_body(("plain",))
    found = _LINK.search(str(body.get_content())) if body is not None else None
    if found is None:
        raise StoryFailed("the demonstration failed: the notice holds no link to the owner's page")
    return found[0]


class Owner:
    """`link`: the one of the notice. Every method raises StoryFailed where the page does not offer the step,
    or the server refuses it."""

    def __init__(self, link: str) -> None:
        self._link = link
        # An empty ProxyHandler: a proxy of the environment must not get these requests.
        self._browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()
        )
        self.page = ""

    def open(self) -> str:
        """The page."""
        self.page = self._sent(urllib.request.Request(self._link)).decode()  # noqa: S310 - http://127.0.0.1
        return self.page

    def acknowledge(self, name: str, until: date) -> None:
        """Fills in the form and sends it."""
        self._submit("answer", name=name, until=until.isoformat(), text="On it.")

    def check_again(self) -> None:
        """Presses the button of that name."""
        self._submit("look")

    def proof(self) -> bytes:
        """Downloads it from the link that the page shows after the closure."""
        found = _PROOF.search(self.page)
        if found is None:
            raise StoryFailed("the demonstration failed: the owner's page offers no proof")
        address = urllib.parse.urljoin(self._link, unescape(found[1]))
        return self._sent(urllib.request.Request(address))  # noqa: S310 - http://127.0.0.1

    def _submit(self, form: str, **fields: str) -> None:
        """By POST, as a browser does; the answer is the page again."""
        actions = [unescape(action) for action in _ACTION.findall(self.page)]
        action = next((one for one in actions if one.endswith(f"/{form}")), None)
        if action is None:
            raise StoryFailed(f"the demonstration failed: the owner's page has no form {form!r}")
        parts = urllib.parse.urlsplit(self._link)
        headers = {"Origin": f"{parts.scheme}://{parts.netloc}", "Sec-Fetch-Site": "same-origin"}
        address, data = urllib.parse.urljoin(self._link, action), urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(address, data, headers, method="POST")  # noqa: S310 - http://127.0.0.1
        self.page = self._sent(request).decode()

    def _sent(self, request: urllib.request.Request) -> bytes:
        """The body of a good answer."""
        try:
            with self._browser.open(request, timeout=_LIMIT_S) as answer:
                body: bytes = answer.read()
                return body
        except urllib.error.HTTPError as refused:
            with refused:
                message = f"{request.get_method()} was answered with {refused.code}"
        except OSError as error:
            message = f"it does not answer: {error}"
        raise StoryFailed(f"the demonstration failed: the owner's page: {message}")
