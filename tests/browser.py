"""Headless Chromium for the tests that look at pages; they skip where there is none."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)


@contextmanager
def chromium(profile: Path, *flags: str) -> Iterator[Any]:
    """A driver for a Chromium with a profile of its own and no network."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not binary or not driver:
        pytest.skip("Chromium is not installed: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, *flags, f"--user-data-dir={profile}", "--proxy-server=127.0.0.1:9"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=driver)
    browser = webdriver.Chrome(options=options, service=service)
    try:
        browser.set_window_size(1280, 900)
        yield browser
    finally:
        browser.quit()


def visit(browser: Any, url: str, seconds: float = 30.0) -> None:
    """Open a page and wait until all of it is there.

    `get` alone may come back while a large file is still being parsed.
    """
    browser.get("about:blank")
    browser.get(url)
    deadline = time.monotonic() + seconds
    while browser.execute_script(
        "return location.href === 'about:blank' || document.readyState !== 'complete'"
    ):
        assert time.monotonic() < deadline, f"never read to its end: {url}"
        time.sleep(0.02)


def problems(browser: Any) -> list[str]:
    """What the console has complained about since the last call."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] != "INFO"]
