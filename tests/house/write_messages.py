"""Writes the catalogues of `locale/` from the messages of the program: new ones are added without a text,
those that are gone are removed. `--new LANGUAGE` begins the catalogue of another language."""

from __future__ import annotations

import io
import sys

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from leftopen import translate
from tests.house.messages import CONTEXT, messages
from tests.house.test_translations import file_of, key, read

HEADER = """\
# The {name} of leftopen. The English texts are the message ids.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def update(catalogue: Catalog) -> None:
    """Adds what is new, and removes what is gone."""
    wanted = messages()
    for message in list(catalogue):
        if message.id and key(message) not in wanted:
            catalogue.delete(message.id, message.context)
    known = {key(message) for message in catalogue if message.id}
    for id in wanted - known:
        *context, text = id.split(CONTEXT) if isinstance(id, str) else (id,)
        catalogue.add(text, context=context[0] if context else None)


def as_text(catalogue: Catalog, language: str) -> str:
    body = io.BytesIO()
    write_po(body, catalogue, width=110, sort_output=True, no_location=True, omit_header=True)
    head = HEADER.format(
        name=Locale.parse(language).english_name, language=language,
        plurals=catalogue.plural_forms.rstrip(";"),
    )  # fmt: skip
    return head + body.getvalue().decode().rstrip("\n") + "\n"


def main(arguments: list[str]) -> None:
    new = arguments[1:] if arguments[:1] == ["--new"] else []
    for language in (*translate.languages()[1:], *new):
        file = file_of(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        catalogue = read(language) if file.exists() else Catalog(locale=language)
        update(catalogue)
        file.write_text(as_text(catalogue, language), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
