#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the tests share; to be sourced, in a VM of scripts/vm, by tests/run.
#
# A test is a function test_NAME of a file GROUP.test. It runs in a bash of its
# own with set -eEu and pipefail: whatever fails makes it fail. What it finds to
# its hand:
#
#   net [--ports N] [PARAM=VALUE]...   a simulator with these parameters and its
#                     network set up: ena<i> here, 10.0.<i>.1 and fd00:<i>::1;
#                     wire<i> in the namespace wire, with .2 and ::2. One that
#                     an earlier test left in good order is used again.
#   fresh ...         the same, always new, and for this test alone
#   dirty             what net made is changed: the next net makes a new one
#   w COMMAND...      COMMAND on the far side of the cables
#   sim I FILE        reads a debugfs file of function I; sim I FILE = VALUE writes
#   fail TEXT         ends the test, failed; skip TEXT ends it, skipped
#   cannot TEXT       what the driver cannot do: ours fails, others are skipped
#   eventually S COMMAND...   until COMMAND succeeds, S seconds at most
#   note TEXT         a line of the test's output that is shown even if it passes
#
# and what is below. $driver is stock or ena, $kernel the series. After a test the
# referee's count, the resets and the kernel's log are looked at: a test says what
# it expects of them with allow_breach NAME, allow_reset, allow_log REGEX.

set -eEuo pipefail
shopt -s inherit_errexit nullglob

driver=${ENA_DRIVER:-stock}
kernel=${ENA_KERNEL:-$(uname -r | cut -d . -f 1-2)}
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
state=/run/ena-tests.net
scratch=$(mktemp -d /tmp/test.XXXXXX)
debugfs=/sys/kernel/debug/ena_sim
sim_driver=/sys/bus/pci/drivers/ena_sim
breaches=() allowed_log='' resets_allowed='' made=''
PATH=$tests:$PATH

say() {
	printf '%s\n' "$*"
}

note() {
	printf 'note: %s\n' "$*"
}

fail() {
	printf 'FAILED: %s\n' "$*" >&2
	exit 1
}

skip() {
	printf 'skip: %s\n' "$*"
	exit 77
}

# What another driver may not be able to do, this tree's is
cannot() {
	[[ $driver != ena ]] || fail "this driver cannot: $*"
	skip "this driver cannot: $*"
}

w() {
	ip netns exec wire "$@"
}

# The kernel's series is KERNEL or newer
kernel_from() {
	[[ $(printf '%s\n' "$1" "$kernel" | sort -V | head -n 1) == "$1" ]]
}

eventually() {
	local end=$((SECONDS + $1))
	shift

	until "$@" >"$scratch/eventually" 2>&1; do
		if ((SECONDS >= end)); then
			cat "$scratch/eventually" >&2
			return 1
		fi
		sleep 0.1
	done
}

same() {
	[[ $2 == "$3" ]] || fail "$1 is '$2', should be '$3'"
}

at_least() {
	(($2 >= $3)) || fail "$1 is $2, should be $3 or more"
}

between() {
	(($2 >= $3 && $2 <= $4)) || fail "$1 is $2, should be from $3 to $4"
}

# --- the simulator ------------------------------------------------------------

sim() {
	if (($# == 2)); then
		cat "$debugfs/$1/$2"
	else
		printf '%s\n' "$4" >"$debugfs/$1/$2"
	fi
}

# The functions that there are
functions() {
	local d

	for d in "$debugfs"/[0-9]*; do
		printf '%s\n' "${d##*/}"
	done
}

# fault I NAME [BUDGET [RATE [ARG]]]; nofault I
fault() {
	printf '%s\n' "${*:3}" >"$debugfs/$1/fault/$2"
}

nofault() {
	echo 1 >"$debugfs/$1/fault/clear"
}

# How many pairs of queues ena0 has
channels_now() {
	ethtool -l ena0 | awk '/^Combined:/ { n = $2 } END { print n }'
}

pci_of() {
	cat "$debugfs/$1/pci"
}

sysfs_of() {
	printf '/sys/bus/pci/devices/%s' "$(pci_of "$1")"
}

# The name of function I's network device
netdev_of() {
	local nets

	nets=("$(sysfs_of "$1")"/net/*)
	((${#nets[@]})) && printf '%s\n' "${nets[0]##*/}"
}

has_netdev() {
	netdev_of "$1" >/dev/null 2>&1
}

no_netdev() {
	! has_netdev "$1"
}

has_carrier() {
	[[ $(cat "/sys/class/net/ena$1/carrier" 2>/dev/null) == 1 ]]
}

no_carrier() {
	! has_carrier "$1"
}

resets() {
	sim "$1" reset_count
}

# --- the network --------------------------------------------------------------

# Names, addresses and link of function I, as scripts/vm sets them up
attach() {
	local i=$1 dev

	eventually 30 has_netdev "$i" || fail "function $i has no network device"
	dev=$(netdev_of "$i")
	if [[ $dev != "ena$i" ]]; then
		ip link set dev "$dev" down
		ip link set dev "$dev" name "ena$i"
	fi
	if [[ -e /sys/class/net/wire$i ]]; then
		ip link set dev "wire$i" netns wire
		ip -n wire -batch - <<-END
			addr add 10.0.$i.2/24 dev wire$i
			addr add fd00:$i::2/64 dev wire$i nodad
			link set dev wire$i up
		END
	fi
	ip -batch - <<-END
		addr replace 10.0.$i.1/24 dev ena$i
		addr replace fd00:$i::1/64 dev ena$i nodad
		link set dev ena$i up
	END
	eventually 30 has_carrier "$i" || fail "ena$i gets no carrier"
}

net_once() {
	[[ ! -e /run/netns/wire ]] || return 0
	echo 0 >/proc/sys/net/ipv6/conf/default/accept_ra
	echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
	echo 1 >/proc/sys/net/ipv6/conf/default/keep_addr_on_down
	echo 1 >/proc/sys/net/ipv6/conf/all/keep_addr_on_down
	ip netns add wire
	w sysctl -q -w net.ipv6.conf.default.accept_ra=0 \
		net.ipv6.conf.default.accept_dad=0
	ip link set lo up
	ip -n wire link set lo up
}

# A fresh simulator and the driver, without network set-up
load() {
	local ports=$1
	shift

	rm -f "$state"
	unload
	# An earlier test may not have got to put it back
	ivshmem >/dev/null || echo 1 >/sys/bus/pci/rescan
	modprobe ena_sim "functions=$ports" "$@"
	[[ -d /sys/module/ena ]] || modprobe ena
	made=1
}

# The device that lends the simulator its memory
ivshmem() {
	local dev

	for dev in /sys/bus/pci/devices/*; do
		if [[ $(<"$dev/vendor")$(<"$dev/device") == 0x1af40x1110 ]]; then
			printf '%s\n' "$dev"
			return
		fi
	done
	return 1
}

unload() {
	[[ -d /sys/module/ena_sim ]] || return 0
	# What an earlier test left is not this one's
	[[ -z $made ]] || judge
	# A driver built for coverage uses the simulator's code in its suites
	[[ ! -e /sys/module/ena_sim/holders/ena ]] || modprobe -r ena
	modprobe -r ena_sim
}

del_device() {
	judge
	echo "$1" >"$sim_driver/del_device"
}

net() {
	local ports=2 i want

	if [[ ${1:-} == --ports ]]; then
		ports=$2
		shift 2
	fi
	want="$ports $*"
	if [[ -e $state && $(<"$state") == "$want" ]]; then
		settle
		return
	fi
	net_once
	load "$ports" "$@"
	for ((i = 0; i < ports; i++)); do
		attach "$i"
	done
	echo "$want" >"$state"
	settle
}

fresh() {
	dirty
	net "$@"
	dirty
}

# Every port of the network at hand answers
settle() {
	local i

	for i in $(functions); do
		eventually 10 reach "$i" || fail "10.0.$i.2 does not answer"
	done
}

dirty() {
	rm -f "$state"
}

reach() {
	ping -n -q -c 1 -W 1 "10.0.${1:-0}.2"
}

# Echo requests that were sent and have no answer, since the start
unanswered() {
	awk '
		/^Icmp: [A-Z]/ { for (i = 2; i <= NF; i++) name[i] = $i; next }
		/^Icmp: / { for (i = 2; i <= NF; i++) n[name[i]] = $i }
		{ n[$1] = $2 }
		END {
			sent = n["OutEchos"] + n["Icmp6OutEchos"]
			print sent - n["InEchoReps"] - n["Icmp6InEchoReplies"]
		}' /proc/net/snmp /proc/net/snmp6
}

none_unanswered_since() {
	(($(unanswered) == $1))
}

# ping_all OPTION... ADDR: 0 % loss. For the last answer ping itself waits no longer
# than twice the longest time so far, which may be some milliseconds.
ping_all() {
	local before

	before=$(unanswered)
	ping -n -q "$@" >"$scratch/ping" || {
		cat "$scratch/ping" >&2
		fail "ping $*"
	}
	grep -q ' 0% packet loss' "$scratch/ping" ||
		eventually 2 none_unanswered_since "$before" || {
		cat "$scratch/ping" >&2
		fail "ping $*: loss"
	}
}

# pings I [OPTION]...: 0 % loss, over IPv4 and IPv6
pings() {
	local i=$1 addr
	shift

	for addr in "10.0.$i.2" "fd00:$i::2"; do
		ping_all -c 20 -i 0.01 -W 2 "$@" "$addr"
	done
}

# Function I is fit: its link is up and traffic flows both ways
works() {
	has_carrier "$1" || fail "ena$1 has no carrier"
	eventually 10 reach "$1" || fail "10.0.$1.2 does not answer"
	pings "$1"
}

iperf_server() {
	local port=$1

	ip netns exec wire iperf3 -s -p "$port" >"$scratch/server.$port" 2>&1 &
	eventually 10 listening "$port" || fail "iperf3 does not listen"
}

listening() {
	[[ $(w ss -Hltn "sport = :$1") ]]
}

# iperf PORT ADDR OPTION...: Mbit/s received, one number a stream and direction,
# to $rates (sums, first what we send) and the report to $scratch/iperf
iperf() {
	local port=$1 addr=$2
	shift 2

	[[ $(jobs -r) && -e $scratch/server.$port ]] || iperf_server "$port"
	if ! timeout 60 iperf3 -c "$addr" -p "$port" -f m --connect-timeout 5000 \
		"$@" >"$scratch/iperf" 2>&1; then
		cat "$scratch/iperf" >&2
		fail "iperf3 -c $addr $*"
	fi
	mapfile -t rates < <(awk '
		/receiver/ {
			d = /RX-C/ ? 2 : 1
			for (i = 1; i <= NF; i++)
				if ($i == "Mbits/sec")
					rate[d] = $(i - 1)
			seen = d > seen ? d : seen
		}
		END { for (d = 1; d <= seen; d++) printf "%d\n", rate[d] }
		' "$scratch/iperf")
	((${#rates[@]})) || { cat "$scratch/iperf" >&2; fail "iperf3: no rate"; }
}

# Background TCP traffic in both directions on function I until stop_traffic;
# it has to survive whatever happens, so it starts again when it breaks
start_traffic() {
	local i=$1

	iperf_server 5301
	(
		trap 'kill $(jobs -p) 2>/dev/null; exit' TERM
		while :; do
			iperf3 -c "10.0.$i.2" -p 5301 --bidir -t 5 \
				--connect-timeout 2000 >/dev/null 2>&1 &
			wait $! || sleep 0.2
		done
	) &
	traffic_pid=$!
	eventually 10 moving "$i" || fail "no background traffic"
}

stop_traffic() {
	kill "$traffic_pid" 2>/dev/null || true
	wait "$traffic_pid" 2>/dev/null || true
}

moving() {
	local a b

	a=$(cat "/sys/class/net/ena$1/statistics/rx_packets")
	sleep 0.2
	b=$(cat "/sys/class/net/ena$1/statistics/rx_packets")
	((b > a + 20))
}

# capture I [TCPDUMP OPTION]...: frames on wire<I> to $scratch/pcap, until
# stop_capture
capture() {
	local i=$1
	shift

	# As they are, not put together. The buffer has room for so many frames of
	# the largest size that is kept, which more than a jumbo frame need not be.
	w ethtool -K "wire$i" gro off
	captured=$i
	rm -f "$scratch/pcap"
	ip netns exec wire tcpdump -i "wire$i" -n -s 9300 -B 32768 --immediate-mode \
		-Z root -U -w "$scratch/pcap" "$@" 2>"$scratch/tcpdump" &
	capture_pid=$!
	eventually 10 grep -q 'listening on' "$scratch/tcpdump" ||
		{ cat "$scratch/tcpdump" >&2; fail "tcpdump does not start"; }
}

stop_capture() {
	# It may not have had the time to read the last frames
	sleep 0.5
	# What was started in the background ignores SIGINT
	kill "$capture_pid"
	wait "$capture_pid" || true
	w ethtool -K "wire$captured" gro on
	grep -q '^0 packets dropped by kernel' "$scratch/tcpdump" ||
		{ cat "$scratch/tcpdump" >&2; fail "the capture is not complete"; }
}

# stat DEV NAME; total DEV REGEX: the sum of all whose name matches
stat() {
	ethtool -S "$1" | awk -v n="$2:" '$1 == n { print $2; f = 1 } END { exit !f }'
}

total() {
	ethtool -S "$1" | awk -v n="^$2:\$" '
		$1 ~ n { sum += $2; found = 1 }
		END { printf "%d\n", sum; exit !found }'
}

has_stat() {
	ethtool -S "$1" | grep "^ *$2:" >/dev/null
}

# The wire's own count: peer I FIELD, of rx_packets, tx_bytes and so on
peer() {
	w cat "/sys/class/net/wire$1/statistics/$2"
}

# device_has I RX_USECS TX_USECS MTU: the device, not only the driver, knows of these
# interrupt delays, for every queue, and of this MTU. Of stock drivers nothing is said.
device_has() {
	[[ $driver == ena ]] || return 0
	# A queue's delays are told when it is polled
	eventually 5 delays_are "$1" "$2 $3" ||
		fail "delays of the device, not $2 and $3: $(sim "$1" queues)"
	same "MTU of the device" "$(sim "$1" counters | awk '$1 == "mtu" { print $2 }')" "$4"
}

# Vector N is queue N - 1's
delays_are() {
	sim "$1" queues | awk -v want="$2" '
		$2 == "tx" { queues++ }
		/^vec/ { vectors = 1; next }
		vectors && $1 <= queues && $5 " " $6 != want { bad = 1 }
		END { exit bad || !queues }'
}

# On kernels that look for memory that nothing points to any more
no_kmemleak() {
	[[ -e /sys/kernel/debug/kmemleak ]] || return 0
	echo scan >/sys/kernel/debug/kmemleak
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak
	[[ -z $(</sys/kernel/debug/kmemleak) ]] || fail "$(</sys/kernel/debug/kmemleak)"
}

# The pages of an interface that is down have all come back; it is down then. On kernels
# that tell of page pools.
no_pool_is_left() {
	local status=0

	page-pools ena0 >"$scratch/pools" || status=$?
	((status != 3)) || return 0
	[[ -s $scratch/pools ]] || fail "ena0 has no page pool"
	! grep 'given up' "$scratch/pools" || fail "page pools that wait for pages"
	ip link set ena0 down
	eventually 10 pools_are_gone || fail "page pools: $(page-pools ena0)"
}

pools_are_gone() {
	local pools

	pools=$(page-pools ena0) && [[ -z $pools ]]
}

# --- what comes after a test --------------------------------------------------

allow_breach() {
	breaches+=("$@")
}

allow_reset() {
	resets_allowed=1
}

allow_log() {
	allowed_log+="${allowed_log:+|}$1"
}

# Kernel messages that no test may cause
bad_log='BUG:|BUG at|WARNING:|Oops|Call Trace|UBSAN|KASAN|KFENCE|DMA-API|refcount_t|possible (recursive|circular)|inconsistent lock|suspicious RCU|hung task|blocked for more than|soft lockup|rcu_sched|rcu_preempt|unregister_netdevice: waiting|page_pool_release_retry|NETDEV WATCHDOG|general protection|unable to handle'

# Breaches are quirks of a stock driver: tests/quirks says which and why
quirks() {
	awk -v d="$driver" -v k="$kernel" '
		!/^#/ && NF && $1 == d && ($2 == "any" || $2 == k) { print $3 }
		' "$tests/quirks"
}

# Lines "NAME COUNT LAST" of the breaches of function I that are not allowed
breaches_of() {
	local allowed

	allowed=" $(quirks | tr '\n' ' ') ${breaches[*]} "
	awk -v allowed="$allowed" '
		$2 && !index(allowed, " " $1 " ")' "$debugfs/$1/breach/all"
}

# The referees count no longer than their functions live: to be asked before those go
judge() {
	local i total found

	for i in $(functions); do
		read -r total <"$debugfs/$i/breach/total"
		((total)) || continue
		found=$(breaches_of "$i")
		[[ -z $found ]] || fail "the referee of function $i says: $found"
	done
}

after() {
	judge
	dmesg | sed "1,/$mark/d" >"$scratch/log"
	if grep -E "$bad_log" "$scratch/log" |
		grep -vE "${allowed_log:-^\$}" >"$scratch/bad"; then
		cat "$scratch/bad" >&2
		fail "the kernel's log"
	fi
	[[ -n $resets_allowed ]] || ! grep -E 'Trigger reset is on' "$scratch/log" ||
		fail "the driver reset the device"
}

# What the functions look like from inside, for who reads the log of a failure
device_state() {
	local i

	for i in $(functions); do
		say "function $i: breaches, resets, counters, queues:"
		awk '$2' "$debugfs/$i/breach/all"
		tail -n 3 "$debugfs/$i/resets"
		awk '$2 { printf "%s=%s ", $1, $2 } END { print "" }' \
			"$debugfs/$i/counters"
		head -n 60 "$debugfs/$i/queues"
	done 2>&1 || true
}

cleanup() {
	local status=$?

	trap - EXIT ERR
	if ((status != 0 && status != 77)); then
		rm -f "$state"
		device_state
		say "kernel log of this test:"
		dmesg | sed "1,/$mark/d" |
			grep -vE '\] (pci|pci_bus|ena_sim) [0-9a-f:.]+: |ena-test-' |
			tail -n 40
	fi
	mapfile -t jobs < <(jobs -p)
	((!${#jobs[@]})) || kill "${jobs[@]}" 2>/dev/null || true
	rm -rf "$scratch"
	exit "$status"
}

# cpus N: that many are online, the first ones, before the driver counts them
cpus() {
	local cpu online

	online=$(nproc)
	((online != $1)) || return 0
	dirty
	unload
	for cpu in /sys/devices/system/cpu/cpu[1-9]*; do
		[[ ! -e $cpu/online ]] || (($(<"$cpu/online") == (${cpu##*cpu} < $1))) ||
			echo $((${cpu##*cpu} < $1)) >"$cpu/online"
	done
	(($(nproc) == $1)) || fail "$(nproc) CPUs, $1 are needed: scripts/vm --smp $1"
}

begin() {
	local i

	mark="ena-test-$1-$$-$RANDOM"
	echo "$mark" >/dev/kmsg
	trap cleanup EXIT
	# From the runner's timeout, after the command at hand is gone, too
	trap 'say "interrupted in line $LINENO of ${BASH_SOURCE[0]##*/}: $BASH_COMMAND"
		exit 124' TERM
	trap 'say "in line $LINENO of ${BASH_SOURCE[0]##*/}: $BASH_COMMAND" >&2' ERR
	for i in $(functions); do
		echo 1 >"$debugfs/$i/breach/clear"
		echo 1 >"$debugfs/$i/fault/clear"
	done
	cpus "$2"
}
