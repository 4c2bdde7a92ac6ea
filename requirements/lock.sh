#!/bin/sh
# Pin every package digitink installs, by version and hash, without naming an index.
#
# One resolution for all, and the smaller sets constrained by it, so that no version changes
# when a virtual environment that serves is made to train or test.
set -eu
cd "$(dirname "$0")"
compile() {
    uv pip compile ../pyproject.toml --group ../pyproject.toml:build --quiet --universal --python-version 3.11 \
        --no-emit-index-url --no-annotate --custom-compile-command "make lock" "$@"
}
every=$(mktemp)
trap 'rm -f "$every"' EXIT
compile --extra serve --extra bulk --extra heic --extra train --extra notebook --extra postgres --extra redis --group ../pyproject.toml:test --output-file "$every"
compile --generate-hashes --constraint "$every" --extra serve --output-file serve.txt
compile --generate-hashes --constraint "$every" --extra serve --extra train --output-file train.txt
compile --generate-hashes --constraint "$every" --extra serve --extra train --extra notebook --output-file notebook.txt
compile --generate-hashes --constraint "$every" --extra serve --extra bulk --extra heic --extra train --extra postgres --extra redis \
    --group ../pyproject.toml:test --output-file test.txt
