#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What can happen to an installed package; run in a system of packaging/tests/root.
#
# usage: /srv/t/rows.sh ROW
#
# A row passes when each of its lines succeeds. Rows are the functions row_* in rows/.
# Packages of the stand-in are /srv/t/VERSION.deb, of 3.0.0, 3.0.1 and 3.0.2.

set -Eeuo pipefail
shopt -s nullglob
trap 'echo "failed: ${BASH_SOURCE[0]##*/} line $LINENO: $BASH_COMMAND" >&2
	tail -n 50 /var/lib/ena-dkms/*.log /dev/null >&2' ERR

own=kernel/drivers/net/ethernet/amazon/ena
apt=(apt-get -q -y -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-unsafe-io)

kernels() {
	(cd /lib/modules && printf '%s\n' *-amd64 | sort -V)
}

# The release of a kernel whose packages are in /srv/kernel2
release2() {
	local deb

	for deb in /srv/kernel2/linux-image-[0-9]*.deb; do
		deb=${deb##*/linux-image-}
		echo "${deb%%_*}"
	done
}

k1=$(kernels | sed -n 1p)
k2=$(release2)

rows=$(dirname "$0")/rows
# shellcheck source=packaging/tests/rows/state.sh
. "$rows/state.sh"
# shellcheck source=packaging/tests/rows/upgrade.sh
. "$rows/upgrade.sh"
# shellcheck source=packaging/tests/rows/trouble.sh
. "$rows/trouble.sh"
# shellcheck source=packaging/tests/rows/image.sh
. "$rows/image.sh"
# shellcheck source=packaging/tests/rows/install.sh
. "$rows/install.sh"
# shellcheck source=packaging/tests/rows/boot.sh
. "$rows/boot.sh"

row_"$1"
