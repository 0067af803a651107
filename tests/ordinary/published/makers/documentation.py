"""Documentation of a free program, by eleven generators, and pages about releases."""

from __future__ import annotations

from pathlib import Path

from tests.ordinary.published import content
from tests.ordinary.published.command import run, write
from tests.ordinary.published.installed import node, script

RST = """{title}
{line}

.. toctree::

   install
   contacts
   changes

Reads gauges. The web interface of the station listens on http://127.0.0.1:8025/.

.. code-block:: console

   $ gauges --token SECRET --host 192.0.2.7
"""

CHANGES = """
Changes
=======

1.4 (2026-03-14)
----------------

* The password of the station is no longer written to the log (reported by Ines Calloway).
* Backups go to ``/var/backups/gauges``.

1.3 (2026-01-20)
----------------

* First release with an index of all levels.
"""


def _sphinx(folder: Path, theme: str) -> Path:
    title = "Gauges"
    people = "\n".join(f"* {name}, {user}@{content.HOST}" for name, user in content.PEOPLE)
    write(
        folder,
        {
            "source/conf.py": f'project = "Gauges"\nauthor = "{content.NAME}"\nhtml_theme = "{theme}"\n'
            'extensions = ["sphinx.ext.autodoc", "sphinx.ext.viewcode"]\n'
            'import sys\nsys.path.insert(0, "..")\n',
            "gauges.py": content.MODULE,
            "source/index.rst": RST.format(title=title, line="=" * len(title)),
            "source/install.rst": "Install\n=======\n\n.. automodule:: gauges\n   :members:\n",
            "source/contacts.rst": f"Contacts\n========\n\n{people}\n",
            "source/changes.rst": CHANGES,
        },
    )
    run([script("python"), "-m", "sphinx", "-q", "source", "out"], folder)
    return folder / "out"


def sphinx_rtd(folder: Path) -> Path:
    return _sphinx(folder, "sphinx_rtd_theme")


def sphinx_furo(folder: Path) -> Path:
    return _sphinx(folder, "furo")


def sphinx_alabaster(folder: Path) -> Path:
    return _sphinx(folder, "alabaster")


def _mkdocs(folder: Path, theme: str) -> Path:
    pages = {f"docs/{one.slug}.md": content.markdown(one) for one in content.ARTICLES}
    people = f"# Contacts\n\n{content.contacts()}\n"
    settings = f"site_name: {content.NAME}\nsite_url: https://docs.{content.HOST}/\ntheme:\n  name: {theme}\n"
    front = "# Handbook\n\nHow we run the ferry.\n"
    write(folder, {"mkdocs.yml": settings, "docs/index.md": front, "docs/contacts.md": people, **pages})
    run([script("mkdocs"), "build", "--quiet", "--site-dir", "out"], folder)
    return folder / "out"


def mkdocs_default(folder: Path) -> Path:
    return _mkdocs(folder, "mkdocs")


def mkdocs_material(folder: Path) -> Path:
    return _mkdocs(folder, "material")


def mdbook(folder: Path) -> Path:
    chapters = "\n".join(f"- [{one.title}]({one.slug}.md)" for one in content.ARTICLES)
    pages = {f"src/{one.slug}.md": content.markdown(one) for one in content.ARTICLES}
    book = f'[book]\ntitle = "The ferry"\nauthors = ["{content.PEOPLE[0][0]}"]\n'
    write(folder, {"book.toml": book, "src/SUMMARY.md": f"# Summary\n\n{chapters}\n", **pages})
    run(["mdbook", "build", "--dest-dir", "out"], folder)
    return folder / "out"


def pdoc(folder: Path) -> Path:
    write(folder, {"gauges.py": content.MODULE})
    run([script("pdoc"), "--output-directory", "out", "./gauges.py"], folder)
    return folder / "out"


def pydoctor(folder: Path) -> Path:
    write(folder, {"gauges/__init__.py": content.MODULE})
    words = [script("pydoctor"), "--project-name=Gauges", "--html-output=out", "--docformat=plaintext"]
    run([*words, "gauges"], folder, ok=3)
    return folder / "out"


def jsdoc(folder: Path) -> Path:
    source = """/**
 * A gauge of a river.
 * @author Piet Hargrove <piet.hargrove@marsh-ferry.example>
 */
class Gauge {
  /** Adds a level. @param {number} level in centimetres @param {string} token of the station */
  record(level, token) {}
}
"""
    write(folder, {"source/gauge.js": source, "README.md": "# Gauges\n\nReads gauges.\n"})
    run(["node", str(node("jsdoc/jsdoc.js")), "-d", "out", "-R", "README.md", "source"], folder)
    return folder / "out"


def docsify(folder: Path) -> Path:
    """One page whose script fetches Markdown."""
    script_file = next(node("docsify").glob("**/docsify.min.js"))
    page = """<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>Handbook</title></head>
<body><div id="app">Loading</div><script>window.$docsify = {name: "Handbook", loadSidebar: true}</script>
<script src="docsify.min.js"></script></body></html>"""
    sidebar = "\n".join(f"- [{one.title}]({one.slug}.md)" for one in content.ARTICLES)
    pages = {f"{one.slug}.md": content.markdown(one) for one in content.ARTICLES}
    write(folder, {"index.html": page, "_sidebar.md": sidebar, "README.md": content.contacts(), **pages})
    (folder / "docsify.min.js").write_bytes(script_file.read_bytes())
    return folder


def docutils(folder: Path) -> Path:
    """A changelog on one page."""
    (folder / "out").mkdir()
    write(folder, {"changes.rst": CHANGES})
    run([script("docutils"), "changes.rst", "out/index.html"], folder)
    return folder / "out"


def asciidoctor(folder: Path) -> Path:
    chapters = "\n".join(f"== {one.title}\n\n{one.text}\n" for one in content.ARTICLES)
    author = f"{content.PEOPLE[2][0]} <{content.address(2)}>"
    write(folder, {"book.adoc": f"= The ferry\n{author}\nv1.2, 2026-03-14\n:toc:\n\n{chapters}"})
    (folder / "out").mkdir()
    run(["asciidoctor", "-o", "out/index.html", "book.adoc"], folder)
    return folder / "out"
