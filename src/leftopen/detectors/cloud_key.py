"""Keys of cloud providers and code hosts, by their documented formats. Masked wherever text is stored.

    AWS        access key ids `AKIA…` and `ASIA…`, the secret access key after its name
    Azure      `AccountKey=` and `SharedAccessKey=` of connection strings, signatures of shared access links
    Google     `AIza…`, the key id of a service account's JSON (the key itself is a `private_key`)
    GitHub     `ghp_` `gho_` `ghu_` `ghs_` `ghr_`, `github_pat_`          GitLab `glpat-`
    Slack      `xoxb-` and similar, `xapp-`, incoming webhooks

A honeytoken looks like any other key and is a hit. No key is ever verified by using it. Examples from the
vendors' manuals are excluded.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

# Formats with a unique prefix.
TOKENS = (
    r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    r"AIza[A-Za-z0-9_-]{35}",
    r"gh[opsur]_[A-Za-z0-9]{36,251}",
    r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
    r"glpat-[A-Za-z0-9_-]{20,64}",
    r"xox[abeprs]-(?:\d{1,3}-)?[A-Za-z0-9]{8,14}-[A-Za-z0-9-]{10,160}",
    r"xapp-\d-[A-Z0-9]{8,14}-\d{10,14}-[a-f0-9]{64}",
)
NAMED = (
    # In a sentence, or in the next cell of a table or the one below.
    r"(?i:secret[ _-]{0,2}access[ _-]{0,2}key)(?:[^\n<]{0,80}[^\nA-Za-z0-9/+<])?\s{0,4}[A-Za-z0-9/+]{40}",
    r"(?i:AccountKey)[\"']?\s{0,4}[:=]\s{0,4}[\"']?[A-Za-z0-9+/]{86}==",
    r"(?i:SharedAccessKey)[\"']?\s{0,4}[:=]\s{0,4}[\"']?[A-Za-z0-9+/]{43}=",
    r"[?&;]sig=[A-Za-z0-9%+/]{43,90}(?:%3[dD]|=)",
    r"\"private_key_id\"\s{0,4}:\s{0,4}\"[0-9a-f]{40}\"",
    r"hooks\.slack\.com/services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{20,40}",
)
# For stored text: any text before a token, between a name and its key, and after both.
BETWEEN = r"[^A-Za-z0-9]{1,16}"
STORED = "|".join(
    (
        *TOKENS,
        *NAMED,
        rf"(?i:secret[ _-]{{0,2}}access[ _-]{{0,2}}key){BETWEEN}[A-Za-z0-9/+]{{40}}",
        rf"(?i:AccountKey){BETWEEN}[A-Za-z0-9+/]{{86}}==",
        rf"(?i:SharedAccessKey){BETWEEN}[A-Za-z0-9+/]{{43}}=",
        r"sig=[A-Za-z0-9+/]{43}=",
        r"sig=[A-Za-z0-9%+/]{43,90}(?:%3[dD]|=)",
        rf"private_key_id{BETWEEN}[0-9a-f]{{40}}",
    )
)
# The same without boundaries, quotes and the text between a name and its value.
TRACE = (
    r"(?:AKIA|ASIA)[A-Z0-9]{16}|(?i:secret[ _-]{0,2}access[ _-]{0,2}key|AccountKey|SharedAccessKey)|sig=|AIza"
    r"|private_key_id|gh[opsur]_[A-Za-z0-9]{36}|github_pat_|glpat-|xox[abeprs]-|xapp-|hooks\.slack\.com"
)
EXAMPLE = re.compile(r"EXAMPLE(?:KEY)?\Z")
SHOWN = re.compile(
    r"(?:AKIA|ASIA|AIza|gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|xapp-|hooks\.slack\.com/services/"
    r"|[?&;]?sig=|\"?[A-Za-z_-]{3,24}(?:[\"']?\s{0,4}[:=]{1,2}>?\s{0,4}[\"']?|[^A-Za-z0-9]{1,16}))"
)
SECRET, SECRET_KEY = 40, re.compile(r"secret[ _-]{0,2}access[ _-]{0,2}key", re.IGNORECASE)
# AWS writes its ids in base 32, whose digits are 2 to 7; its interface allows any.
OLD, NAME = re.compile(r"A[KS]IA[A-Z2-7]*[0189][A-Z0-9]*"), re.compile(r"access[ _-]?key", re.IGNORECASE)
REACH = 60
# A secret has many different characters; a placeholder (`AKIAXXXXXXXXXXXXXXXX`) has few.
VARIED = 6


def accept(found: re.Match[str]) -> bool:
    """Not part of a longer string, not a published example, not a placeholder; other digits than AWS uses now
    need the name."""
    text, start = found.string, found.start()
    if OLD.fullmatch(found.group()) and NAME.search(text, max(0, start - REACH), start) is None:
        return False
    return not text[found.end() : found.end() + 1].isalnum() and accept_stored(found)


def accept_stored(found: re.Match[str]) -> bool:
    """Not a published example, not a placeholder."""
    hidden = found.group()[_shown(found.group()) :]
    return EXAMPLE.search(hidden) is None and len(set(hidden)) >= VARIED


def _shown(value: str) -> int:
    """Number of leading characters that are the documented prefix or the name."""
    if len(value) > SECRET and SECRET_KEY.match(value) is not None:
        return len(value) - SECRET
    head = SHOWN.match(value)
    return head.end() if head else 0


def mask(value: str) -> str:
    """The documented prefix or the name, and no character of the key."""
    return value[: _shown(value)] + "****"


# Made-up keys, split so that they are not mistaken for real ones.
PART = "Kx7mQ2vZ9pLr4TbN8cWd"

detector = Detector(
    label="cloud or forge key",
    category=Category.CREDENTIAL,
    pattern=rf"\b(?:{'|'.join(TOKENS)})|" + "|".join(NAMED),
    accept=accept,
    wide=Wide(pattern=STORED, rough=STORED, accept=accept_stored),
    trace=TRACE,
    heading=r"(?i:access[ _-]?key)",
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        "aws_access_key_id = AK" + "IAQ3EGMADEUPKEY234",
        "AS" + "IAQ3EGMADEUPKEY567:",
        "Access key ID = AK" + "IAQ3EGMADEUPKEY189",
        "Secret access key\t" + PART + PART[::-1],
        "Secret access key\n" + PART + PART[::-1],
        "the secret access key of our backup, made in May, is " + PART + PART[::-1],
        "aws_secret_access_key = " + PART + PART[::-1],
        "DefaultEndpointsProtocol=https;AccountName=example;Account" + "Key=" + PART * 4 + "abcDEF==;",
        "https://example.blob.example/a?sv=2022-11-02&s" + "ig=" + PART * 2 + "abc%3D",
        "AI" + "za" + PART + "Sy4_-Ab3De5Fg7H",
        '{"type":"service_account","private_' + 'key_id":"' + "0123456789abcdef" * 2 + '01234567"',
        "token gh" + "p_" + PART + "AbCdEfGhIjKlMnOp",
        "xox" + "b-123456789012-123456789012-" + PART,
    ),
    misses=(
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
        "AKIAXXXXXXXXXXXXXXXX",
        "XAK" + "IAQ3EGMADEUPKEY234",
        "AK" + "IAQ3EGMADEUPKEY2345",
        "AK" + "IAQ3EGMADEUPKEY189",
        "gh" + "p_" + PART,
        "AccountKey=****",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "see xoxb-your-token-goes-here",
    ),
)
