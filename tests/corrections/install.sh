#!/bin/sh
# See to it that the tests have a PostgreSQL where that takes no more than a package; elsewhere they do without.
set -eu
if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian's postgresql for the tests of the store"
    # Its programs are all that is wanted: no database of its own, and none that runs.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends \
        -o Dpkg::Options::=--force-confold postgresql >/dev/null
else
    echo "There is no PostgreSQL: the tests of the store run on SQLite alone"
fi
