#!/bin/sh
# See to it that the browser tests have a Chromium: the system's, Debian's package, or Playwright's own.
# Of each the shell without windows, which takes half the time for a page that the whole browser does.
set -eu
playwright=$1
if command -v chromium-headless-shell >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian's chromium-headless-shell for the browser tests"
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium-headless-shell >/dev/null &&
        exit 0
fi
echo "Installing Playwright's Chromium for the browser tests"
"$playwright" install --only-shell chromium
