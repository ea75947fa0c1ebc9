"""The public site alone, for a server process of its own: `STORE_URL` names the store."""

from __future__ import annotations

import os

from flask import Flask

from content_store.db import open_store
from public_site import site
from tests.public_site.conftest import SECRET


def make() -> Flask:
    server = Flask("public", static_folder=None)
    site.install(server, open_store(os.environ["STORE_URL"]), SECRET)
    return server
