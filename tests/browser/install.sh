#!/bin/sh
# See to it that the browser tests have a Chromium: the system's, Debian's package, or Playwright's own.
set -eu
playwright=$1
if command -v chromium >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian's chromium for the browser tests"
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium >/dev/null
else
    echo "Installing Playwright's Chromium for the browser tests"
    "$playwright" install chromium
fi
