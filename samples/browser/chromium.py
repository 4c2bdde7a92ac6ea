"""Start the headless Chromium that the browser tests and the screenshots use."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

# It asks nobody for updates while it is used.
_FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def launch(playwright: Playwright) -> Browser:
    """Start the system's, or else Playwright's own; without its sandbox for root, who cannot have one."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    shell = shutil.which("chromium-headless-shell")
    return playwright.chromium.launch(executable_path=shell, args=_FLAGS, chromium_sandbox=not root)
