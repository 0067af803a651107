"""Blogs, a club, a shop, wikis, slides and a person's page, by the generators that people use for them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.ordinary.published import content
from tests.ordinary.published.command import run, write
from tests.ordinary.published.installed import node, script

FORM = (
    '<form method="post" action="https://forms.marsh-ferry.example/contact"><input name="name">'
    '<input type="email" name="email"><textarea name="message"></textarea><button>Send</button></form>'
)


def _matter(one: content.Article, layout: str = "") -> str:
    more = f"layout: {layout}\n" if layout else ""
    return f'---\n{more}title: "{one.title}"\ndate: {one.day}\nauthor: {one.author}\n---\n\n{one.text}\n'


def hugo(folder: Path) -> Path:
    """A club with a contact form, a team page and feeds."""
    shell = (
        "<!doctype html><html><head><title>{{ .Title }}</title></head>"
        "<body><h1>{{ .Title }}</h1>%s</body></html>"
    )
    rows = (
        "<ul>{{ range .Site.RegularPages }}"
        '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'
    )
    posts = {f"content/posts/{one.slug}.md": _matter(one) for one in content.ARTICLES}
    write(
        folder,
        {
            "hugo.toml": f'baseURL = "https://{content.HOST}/"\ntitle = "{content.NAME}"\n',
            "layouts/_default/list.html": shell % rows,
            "layouts/_default/single.html": shell % "{{ .Content }}",
            "layouts/index.html": shell % (rows + FORM),
            "content/team.md": f"---\ntitle: The team\n---\n\n{content.contacts()}\n",
            **posts,
        },
    )
    run(["hugo", "--quiet", "--destination", "out"], folder)
    return folder / "out"


def jekyll(folder: Path) -> Path:
    rows = '{% for post in site.posts %}<li><a href="{{ post.url }}">{{ post.title }}</a></li>{% endfor %}'
    posts = {f"_posts/{one.day}-{one.slug}.md": _matter(one, "page") for one in content.ARTICLES}
    write(
        folder,
        {
            "_config.yml": f"title: {content.NAME}\n",
            "_layouts/page.html": "<!doctype html><html><head><title>{{ page.title }}</title></head>"
            "<body><h1>{{ page.title }}</h1>{{ content }}</body></html>",
            "index.html": f"---\nlayout: page\ntitle: {content.NAME}\n---\n<ul>{rows}</ul>\n",
            **posts,
        },
    )
    run(["jekyll", "build", "--quiet", "--destination", "out"], folder)
    return folder / "out"


def pelican(folder: Path) -> Path:
    posts = {
        f"content/{one.slug}.md": f"Title: {one.title}\nDate: {one.day}\nAuthor: {one.author}\n\n{one.text}\n"
        for one in content.ARTICLES
    }
    write(
        folder, {"pelicanconf.py": f'SITENAME = "{content.NAME}"\nTIMEZONE = "UTC"\nSITEURL = ""\n', **posts}
    )
    run([script("pelican"), "content", "-o", "out", "-s", "pelicanconf.py", "-q"], folder)
    return folder / "out"


def eleventy(folder: Path) -> Path:
    """A shop: each thing on a page, the order goes elsewhere."""
    things = ("Mug", "Rope bracelet", "Season ticket", "Poster", "Model ferry", "Tea towel")
    pages = {
        f"{name.lower().replace(' ', '-')}.md": f"---\ntitle: {name}\ntags: thing\n"
        f"price: {5 + 3 * place}.50\n---\n{name}, made by hand. {FORM}\n"
        for place, name in enumerate(things)
    }
    rows = (
        "{% for one in collections.thing %}<li>"
        "<a href='{{ one.url }}'>{{ one.data.title }}</a> {{ one.data.price }} EUR"
    )
    write(
        folder,
        {"index.html": f"---\ntitle: Shop\n---\n<h1>Shop</h1><ul>{rows}</li>{{% endfor %}}</ul>", **pages},
    )
    run(["node", str(node("@11ty/eleventy/cmd.cjs")), "--quiet", "--output=out"], folder)
    return folder / "out"


def hexo(folder: Path) -> Path:
    posts = {f"source/_posts/{one.slug}.md": _matter(one) for one in content.ARTICLES}
    wanted = ("hexo", "hexo-generator-index", "hexo-renderer-ejs", "hexo-renderer-marked")
    package = {"name": "blog", "private": True, "hexo": {}, "dependencies": dict.fromkeys(wanted, "*")}
    settings = f"title: {content.NAME}\nurl: https://{content.HOST}\ntheme: landscape\npublic_dir: out\n"
    write(folder, {"package.json": json.dumps(package), "_config.yml": settings, **posts})
    (folder / "node_modules").symlink_to(node(""))
    run(["node", str(node("hexo/bin/hexo")), "generate", "--silent"], folder)
    return folder / "out"


def ikiwiki(folder: Path) -> Path:
    people = f"# People\n\n{content.contacts()}\n"
    rows = "\n".join(f"* [[{one.slug}]]" for one in content.ARTICLES)
    pages = {f"source/{one.slug}.mdwn": content.markdown(one) for one in content.ARTICLES}
    write(
        folder,
        {"source/index.mdwn": f"Our wiki.\n\n{rows}\n* [[people]]\n", "source/people.mdwn": people, **pages},
    )
    run(["ikiwiki", "--rss", f"--url=https://wiki.{content.HOST}", "source", "out"], folder)
    return folder / "out"


def tiddlywiki(folder: Path) -> Path:
    """The whole wiki in one page."""
    pages = {
        f"tiddlers/{one.slug}.tid": f"title: {one.title}\ntags: Public\n"
        f"modifier: {one.author}\n\n{one.text}\n"
        for one in content.ARTICLES
    }
    information = {"plugins": [], "themes": ["tiddlywiki/vanilla", "tiddlywiki/snowwhite"]}
    information["build"] = []
    write(folder, {"tiddlywiki.info": json.dumps(information), **pages})
    program = str(node("tiddlywiki/tiddlywiki.js"))
    words = ["--output", str(folder / "out"), "--render", "$:/core/save/all", "index.html", "text/plain"]
    run(["node", program, str(folder), *words], folder)
    return folder / "out"


def mkslides(folder: Path) -> Path:
    slides = "\n---\n".join(f"## {one.title}\n\n{one.text}\n" for one in content.ARTICLES)
    write(folder, {"docs/index.md": f"# Ten years of the ferry\n\n{content.PEOPLE[0][0]}\n\n---\n{slides}"})
    run([script("mkslides"), "build", "docs", "--site-dir", "out"], folder)
    return folder / "out"


def resumed(folder: Path) -> Path:
    """A curriculum by JSON Resume."""
    person = {
        "basics": {
            "name": content.PEOPLE[5][0],
            "label": "Ferrywoman and river guide",
            "email": content.address(5),
            "phone": "+44 1632 960 983",
            "location": {"address": "4 Reed Lane", "postalCode": "NR99 9ZZ", "city": "Marsh Ferry"},
        },
        "work": [{"name": content.NAME, "position": "Ferrywoman", "startDate": "2019-04-01"}],
        "education": [{"institution": "River School", "area": "Hydrology", "endDate": "2018-07-01"}],
    }
    write(folder, {"resume.json": json.dumps(person)})
    (folder / "out").mkdir()
    (folder / "node_modules").symlink_to(node(""))
    program = str(node("resumed/bin/resumed.js"))
    run(
        [
            "node",
            program,
            "render",
            "resume.json",
            "--theme",
            "jsonresume-theme-even",
            "-o",
            "out/index.html",
        ],
        folder,
    )
    return folder / "out"
