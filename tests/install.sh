#!/bin/sh
# See to it that the tests have the servers they are run against where that takes no more than packages; elsewhere they
# do without. Their programs are all that is wanted: no service that runs, and no database but the tests' own.
set -eu

wanted=""
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
command -v redis-server >/dev/null || wanted="$wanted redis-server"
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || wanted="$wanted nginx-light"
command -v wrk >/dev/null || wanted="$wanted wrk"
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed:$wanted. The tests that need them are skipped"
    exit 0
fi
echo "Installing Debian's packages for the tests:$wanted"
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] ||
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d # start nothing that is installed now
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
apt-get -qq update
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends \
    -o Dpkg::Options::=--force-confold $wanted >/dev/null
