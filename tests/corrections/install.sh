#!/bin/sh
# See to it that the tests have a PostgreSQL and a Redis where that takes no more than packages; elsewhere they do without.
set -eu
missing=
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="postgresql"
command -v redis-server >/dev/null || missing="$missing redis-server"
if [ -z "$missing" ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests, from Debian: $missing"
    # Their programs are all that is wanted: no database of their own, and none that runs.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    apt-get -qq update
    # shellcheck disable=SC2086  # one word a package
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends \
        -o Dpkg::Options::=--force-confold $missing >/dev/null
else
    echo "Not installed, and their tests are left out: $missing"
fi
