#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What every script here shares; to be sourced, not run.
#
#   say TEXT...             a line of progress on standard error
#   die TEXT...             an error, and exit status 1
#   need COMMAND PACKAGE    installs PACKAGE when COMMAND is not there
#   once DIR COMMAND...     makes the cached directory DIR, whole or not at all
#
# environment:
#   ENA_CACHE   where downloads and builds are kept
#               (default ${XDG_CACHE_HOME:-$HOME/.cache}/ena); may be deleted
#               at any time no script is running
#   ENA_QUIET   1: no lines of progress

set -euo pipefail
shopt -s inherit_errexit

# Root's tools too, which an ordinary user's PATH lacks
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# Messages and sort order that scripts can rely on
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cache=${ENA_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/ena}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd -P)

# kbuild and QEMU take these apart
for name in "$top" "$cache"; do
	if [[ $name == *[[:space:],:]* ]]; then
		echo "${0##*/}: error: blanks, commas or colons in $name" >&2
		exit 1
	fi
done
unset name

# Of VMs in which tests run: those beyond two go online for the tests that want them
# shellcheck disable=SC2034
test_cpus=(--smp 4 --append maxcpus=2)

say() {
	[[ ${ENA_QUIET:-} == 1 ]] || printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
	printf '%s: error: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

need() {
	command -v "$1" >/dev/null || "$top/scripts/setup" "$2" || exit
	hash -r
	command -v "$1" >/dev/null || die "$1 is missing although $2 is installed"
}

# The comment that opens a script is its help text
usage() {
	sed -n '4,/^$/{/^#/!d;s/^# \{0,1\}//;p}' "$0"
	exit "${1:-0}"
}

# once DIR COMMAND...: COMMAND gets the name of an empty directory as its last
# argument and fills it; it becomes DIR only when COMMAND succeeded. Parallel
# callers wait for the first one.
once() {
	local dir=$1 lock tmp
	shift

	[[ ! -d $dir ]] || return 0
	mkdir -p "${dir%/*}"
	exec {lock}>"$dir.lock"
	flock "$lock"
	if [[ ! -d $dir ]]; then
		rm -rf --one-file-system "$dir".tmp.*
		tmp=$(mktemp -d "$dir.tmp.XXXXXX")
		chmod 755 "$tmp"
		# Not inside a condition: bash would ignore set -e there
		("$@" "$tmp")
		mv -T "$tmp" "$dir"
	fi
	exec {lock}>&-
}

# A short name for the inputs of a cached thing
digest() {
	printf '%s\0' "$@" | sha256sum | cut -c 1-12
}
