"""The administration of a Django site: strangers see its log-in page and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.ordinary.published.command import run, write
from tests.ordinary.published.installed import script
from tests.servers.real import Spot

SITE = """
import os, sys
import django
from django.conf import settings
here = os.path.dirname(os.path.abspath(__file__))
settings.configure(
    DEBUG=False, ALLOWED_HOSTS=["*"], SECRET_KEY=os.urandom(24).hex(), ROOT_URLCONF="site_of_the_shop",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": here + "/shop.sqlite3"}},
    INSTALLED_APPS=["django.contrib." + name for name in
        ("admin", "auth", "contenttypes", "sessions", "messages")],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages"]}}],
    STATIC_URL="/static/",
)
django.setup()
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
ADDRESSES = """
from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView
urlpatterns = [path("admin/", admin.site.urls), path("", RedirectView.as_view(url="/admin/"))]
"""


def start(spot: Spot) -> Sequence[ServerProgram]:
    write(spot.folder, {"manage.py": SITE, "site_of_the_shop.py": ADDRESSES})
    run([script("python"), "manage.py", "migrate"], spot.folder)
    words = [
        script("python"),
        str(spot.folder / "manage.py"),
        "runserver",
        "--noreload",
        f"{LOOPBACK}:{spot.port}",
    ]
    program = ServerProgram(words, ports=(spot.port,), log=spot.folder / "django.log")
    program.start()
    return [program]
