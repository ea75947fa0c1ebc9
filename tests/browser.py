"""A real browser for tests, found and not downloaded."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
IDLE = "() => !window.consoleBusy()"  # nothing is asked for, and what was answered is drawn
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


@cache
def chromium() -> str:
    """Path of a Chromium or Chrome (`CHROMIUM` names another one). Skips the test where there is none, unless
    `REQUIRE_BROWSER` is set: then it fails."""
    named = os.environ.get("CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        say = pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip
        say("no Chromium: install it (apt-get install chromium) or name one in CHROMIUM")
    return str(found)


@contextmanager
def running() -> Iterator[Browser]:
    """A headless one, closed afterwards."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(server: Flask) -> Iterator[str]:
    """The server's address, while it answers from threads of this process."""
    running = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}"
    finally:
        running.shutdown()
        thread.join()
