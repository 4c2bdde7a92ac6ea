#!/bin/sh
# Pin every package digitink installs, by version and hash, without naming an index.
#
# One resolution for all, and the smaller sets constrained by it, so that no version changes when a virtual environment
# that serves is made to train or test. Versions stay as they are where they still fit; UPGRADE=1 takes the newest.
set -eu
cd "$(dirname "$0")"
compile() {
    uv pip compile ../pyproject.toml --group ../pyproject.toml:build --quiet --universal --python-version 3.11 \
        --no-emit-index-url --no-annotate --custom-compile-command "make lock" "$@"
}
every=$(mktemp)
test -n "${UPGRADE-}" || grep -vE '^ *--hash' test.txt | sed 's/ \\$//' > "$every"  # what there is, is kept
trap 'rm -f "$every"' EXIT
compile --extra serve --extra bulk --extra heic --extra train --extra notebook --extra postgres --extra redis --group ../pyproject.toml:test --group ../pyproject.toml:release --output-file "$every"
compile --generate-hashes --constraint "$every" --extra serve --output-file serve.txt
compile --generate-hashes --constraint "$every" --extra serve --extra train --output-file train.txt
compile --generate-hashes --constraint "$every" --extra serve --extra train --extra notebook --output-file notebook.txt
compile --generate-hashes --constraint "$every" --extra serve --extra bulk --extra heic --extra train --extra postgres --extra redis \
    --group ../pyproject.toml:test --group ../pyproject.toml:release --output-file test.txt
# Not constrained by the others: gradio wants an older Pillow.
compile --generate-hashes --group ../pyproject.toml:examples --output-file examples.txt
# The oldest packages that the core allows, for `make core CORE=lowest`.
uv pip compile ../pyproject.toml --resolution lowest-direct --quiet --python-version 3.11 --no-emit-index-url --no-annotate \
    --custom-compile-command "make lock" --output-file lowest.txt
