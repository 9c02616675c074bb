"""A server and a browser for tests that look at pages as their users do."""

from __future__ import annotations

import os
import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, sync_playwright
from playwright.sync_api import Page as Tab

from api.app import create_app
from graph.settings import Settings

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The address of a server over a store, on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), host="127.0.0.1", port=port, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; without one the tests are skipped, except in CI, where they fail."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        except Error as exc:
            reason = f"no browser at {CHROMIUM}: install chromium and fonts-noto-cjk"
            if os.environ.get("CI") == "true":
                pytest.fail(f"{reason} ({exc.message.splitlines()[0]})")
            warnings.warn(f"NOT TESTED IN A BROWSER: {reason}", stacklevel=1)
            pytest.skip(reason)
        yield browser
        browser.close()


class Watched:
    """A tab that remembers what it asked of other hosts and what its console said."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 720}, **options)
        self.tab: Tab = self.context.new_page()
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.tab.on(
            "request",
            lambda r: None if r.url.startswith((address, "blob:")) else self.foreign.append(r.url),
        )
        self.tab.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.tab.on("pageerror", lambda e: self.errors.append(str(e)))

    def violations(self) -> list[str]:
        """What axe finds wrong, each with the element."""
        found = cast("dict[str, Any]", Axe().run(self.tab).response)
        return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found["violations"]]
