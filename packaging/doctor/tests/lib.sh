# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154,SC2119,SC2120,SC2317
#
# What the tests of ena-doctor share. To be sourced, by scripts/check-doctor.
#
# A test is a function test_NAME of boot.test or live.test, in a process of its
# own, with set -e. It has an empty directory, $dir, and the functions below.

doctor=$top/packaging/doctor/ena-doctor
tests=$top/packaging/doctor/tests
own=kernel/drivers/net/ethernet/amazon/ena/ena.ko

fail() {
	printf 'FAILED: %s\n' "$*" >&2
	exit 1
}

same() {
	[[ $2 == "$3" ]] || fail "$1 is '$2', should be '$3'"
}

# expect STATUS FINDING... [-- OPTION...]: what the doctor says of $dir/root
expect() {
	local status=$1 want=() words got=0
	shift

	while (($#)) && [[ $1 != -- ]]; do
		want+=("$1")
		shift
	done
	[[ ! ${1:-} ]] || shift
	run_doctor "$@" >"$dir/json" 2>"$dir/err" || got=$?
	words=$("$tests/report" <"$dir/json") ||
		{ cat "$dir/err" "$dir/json" >&2; fail "no report"; }
	[[ ! -s $dir/err ]] || { cat "$dir/err" >&2; fail "standard error"; }
	if [[ "$got $words" != "$status ${want[*]}" ]]; then
		grep '"text"' "$dir/json" >&2 || true
		fail "'$got $words', should be '$status ${want[*]}'"
	fi
}

run_doctor() {
	"$doctor" --json --root "$dir/root" "$@"
}

fact() {
	"$tests/report" "$1" <"$dir/json"
}

# module FILE [WORD]...: a driver for $release; later words win
module() {
	local file=$1 word words=()
	local -A crc=() info=([license]=GPL [name]=ena [depends]=''
		[vermagic]="$release SMP preempt mod_unload modversions ")
	shift

	mkdir -p "${file%/*}"
	for word; do
		if [[ $word == *=* ]]; then
			info[${word%%=*}]=${word#*=}
		else
			crc[${word%:*}]=${word#*:}
		fi
	done
	for word in "${!crc[@]}"; do
		words+=("$word:${crc[$word]}")
	done
	for word in 0051 0EC2 1EC2 EC20 EC21; do
		[[ " ${info[lacks]:-} " == *" $word "* ]] ||
			words+=("alias=pci:v00001D0Fd0000${word}sv*sd*bc*sc*i*")
	done
	unset 'info[lacks]'
	for word in "${!info[@]}"; do
		words+=("$word=${info[$word]}")
	done
	"$tests/mkmodule" "$file" "${words[@]}"
}

ours() {
	module "$modules/updates/dkms/ena.ko" version=3.0.0 srcversion=0A1B \
		pci_enable_device:11111111 netif_rx:22222222 "$@"
}

theirs() {
	module "$modules/$own" intree=Y \
		pci_enable_device:11111111 netif_rx:22222222 "$@"
}

run_depmod() {
	depmod -b "$dir/root" "$release"
}

# initramfs [FILE]: made of the modules as they are, or with FILE as the driver
initramfs() {
	local tree=$dir/tree to early=$dir/early

	rm -rf "$tree" "$early"
	to=$tree/usr/lib/modules/$release
	mkdir -p "$to" "$early/kernel/x86/microcode"
	cp "$modules"/modules.dep "$to/"
	(cd "$modules" && find . -name 'ena.ko*' -exec cp --parents {} "$to/" \;)
	[[ ! ${1:-} ]] || cp "$1" "$to/updates/dkms/ena.ko"
	: >"$early/kernel/x86/microcode/GenuineIntel.bin"
	{
		(cd "$early" && find . | cpio -o -H newc --quiet)
		(cd "$tree" && find . | cpio -o -H newc --quiet) | ${compress:-gzip}
	} >"$dir/root/boot/initrd.img-$release"
}

grub_cfg() {
	local r

	mkdir -p "$dir/root/boot/grub"
	for r; do
		printf "menuentry 'Linux %s' \$menuentry_id_option 'gnulinux-%s-advanced' {\n" "$r" "$r"
		printf '\tlinux /boot/vmlinuz-%s root=PARTUUID=1 ro %s\n' "$r" "${append:-}"
		printf '\tinitrd /boot/initrd.img-%s\n}\n' "$r"
	done >"$dir/root/boot/grub/grub.cfg"
}

# A system in good order: one kernel, the driver built by dkms
make_system() {
	local made

	release=${1:-6.1.0-9-amd64}
	modules=$dir/root/usr/lib/modules/$release
	headers=$dir/root/usr/src/linux-headers-$release
	made=$keys/system-$release
	if [[ -e $dir/root ]]; then
		build_system "$dir/root"
	elif [[ -d $made ]]; then
		cp -a "$made" "$dir/root"
	else
		build_system "$dir/root"
		# Another test may have been faster
		cp -a "$dir/root" "$made.$$"
		mv -T "$made.$$" "$made" 2>/dev/null || rm -rf "$made.$$"
	fi
}

build_system() {
	local root=$1

	mkdir -p "$root"/{boot,etc/modprobe.d,usr/lib/modules,var/lib/dkms/ena} \
		"$modules/kernel"
	[[ -e $root/lib ]] || ln -s usr/lib "$root/lib"
	: >"$root/boot/vmlinuz-$release"
	printf 'CONFIG_MODULES=y\nCONFIG_MODULE_SIG=y\n' >"$root/boot/config-$release"
	printf 'kernel/fs/ext4/ext4.ko\n' >"$modules/modules.builtin"
	: >"$modules/modules.order"
	: >"$modules/modules.builtin.modinfo"
	theirs
	ours
	sign "$modules/$own"
	sign "$modules/updates/dkms/ena.ko"
	mkdir -p "$headers" "$root/var/lib/dkms/ena/3.0.0/$release/x86_64"
	ln -sfn "/usr/src/linux-headers-$release" "$modules/build"
	ln -sfn /usr/src/ena-3.0.0 "$root/var/lib/dkms/ena/3.0.0/source"
	printf '0x%s\t%s\tvmlinux\tEXPORT_SYMBOL\t\n' 11111111 pci_enable_device \
		22222222 netif_rx >"$headers/Module.symvers"
	run_depmod
	initramfs
	grub_cfg "$release"
}

# Keys to sign with, once for all tests; two with the same name
make_keys() {
	local name lock

	exec {lock}>"$keys/lock"
	flock "$lock"
	for name in Debian DKMS DKMS-2; do
		[[ -e $keys/$name.pem ]] ||
			openssl req -x509 -newkey rsa:2048 -nodes -days 9 \
				-subj "/CN=${name%-2}" \
				-keyout "$keys/$name.key" -out "$keys/$name.pem" 2>/dev/null
	done
	exec {lock}>&-
}

# sign FILE [NAME]: with the key of that name
sign() {
	local file=$1 key=$keys/${2:-Debian} size

	openssl cms -sign -binary -outform DER -noattr -nocerts -md sha256 \
		-signer "$key.pem" -inkey "$key.key" -in "$file" >"$dir/signature"
	size=$(stat -c %s "$dir/signature")
	# struct module_signature: PKCS#7, and the length, big-endian
	{
		cat "$dir/signature"
		# shellcheck disable=SC2059
		printf "$(printf '\\0\\0\\2\\0\\0\\0\\0\\0\\0\\0\\x%02x\\x%02x' \
			$((size >> 8)) $((size & 255)))"
		printf '~Module signature appended~\n'
	} >>"$file"
}

# --- a machine that is on -----------------------------------------------------

# put VALUE FILE: a file of sysfs or the like
put() {
	mkdir -p "${2%/*}"
	printf '%s\n' "$1" >"$2"
}

# $dir/root is a system that runs, with the kernel RELEASE
make_running() {
	sys=$dir/sys proc=$dir/proc
	mkdir -p "$dir/bin"
	put "root=PARTUUID=1 ro" "$proc/cmdline"
	printf '#!/bin/sh\necho %s\n' "$1" >"$dir/bin/uname"
	chmod +x "$dir/bin/uname"
	run_doctor() {
		ENA_DOCTOR_HERE=1 ENA_DOCTOR_SYS=$sys ENA_DOCTOR_PROC=$proc \
			PATH=$dir/bin:$PATH "$doctor" --json --root "$dir/root" "$@"
	}
}

# One interface, eth0, with 4 queues on 4 CPUs, in good order
make_machine() {
	local i

	sys=$dir/sys proc=$dir/proc pci=0000:00:05.0
	dev=$sys/bus/pci/devices/$pci
	mkdir -p "$dir"/{bin,ethtool} "$sys/bus/pci/drivers/ena" "$dev/net/eth0" \
		"$dev/msi_irqs"
	put 0x1d0f "$dev/vendor"
	put 0xec20 "$dev/device"
	ln -s ../../drivers/ena "$dev/driver"
	put 0-3 "$dev/local_cpulist"
	put 0-3 "$sys/devices/system/cpu/online"
	put '' "$sys/devices/system/cpu/isolated"
	put 3.0.0 "$sys/module/ena/version"
	put up "$sys/class/net/eth0/operstate"
	put 0x1003 "$sys/class/net/eth0/flags"
	put 9001 "$sys/class/net/eth0/mtu"
	put 'root=x' "$proc/cmdline"
	for ((i = 0; i < 4; i++)); do
		: >"$dev/msi_irqs/3$i"
		put "eth0-Tx-Rx-$i" "$sys/kernel/irq/3$i/actions"
		put "$i" "$proc/irq/3$i/effective_affinity_list"
	done
	counters
	printf '%s\n' 'Channel parameters for eth0:' 'Pre-set maximums:' 'RX: n/a' \
		'Combined: 4' 'Current hardware settings:' 'RX: n/a' 'Combined: 4' \
		>"$dir/ethtool/-l"
	printf '%s\n' 'RX flow hash indirection table for eth0 with 4 RX ring(s):' \
		'    0:      0     1     2     3     0     1     2     3' \
		'RSS hash key:' '00:01:02' >"$dir/ethtool/-x"
	printf '%s\n' 'Features for eth0:' 'rx-checksumming: on' 'tx-checksumming: on' \
		'scatter-gather: on' 'tcp-segmentation-offload: on' \
		'generic-receive-offload: on' 'receive-hashing: on' \
		'rx-vlan-offload: off [fixed]' >"$dir/ethtool/-k"
	printf '%s\n' '[    1.0] ena 0000:00:05.0: ENA device version: 0.10' \
		'[    2.0] nvme nvme0: 4/0/0 default/read/poll queues' >"$dir/log"
	# shellcheck disable=SC2016
	printf '#!/bin/sh\nf=%s/ethtool/$1\n[ -e "$f.2" ] && [ -e "$f.seen" ] && f=$f.2\n: >"%s/ethtool/$1.seen"\ncat "$f"\n' \
		"$dir" "$dir" >"$dir/bin/ethtool"
	printf '#!/bin/sh\ncat %s/log\n' "$dir" >"$dir/bin/dmesg"
	chmod +x "$dir/bin"/*
}

# counters [NAME=VALUE]...: of ethtool -S; those not named are as they should be
counters() {
	local word i

	{
		echo 'NIC statistics:'
		for word in total_resets wd_expired bw_in_allowance_exceeded; do
			echo "     $word: 0"
		done
		for ((i = 0; i < 4; i++)); do
			echo "     queue_${i}_tx_cnt: 30000"
			echo "     queue_${i}_tx_queue_stop: 150"
			echo "     queue_${i}_rx_cnt: 20000"
		done
		for word; do
			echo "     ${word%=*}: ${word#*=}"
		done
	} | awk '
		NR == 1 { print; next }
		!($1 in value) { order[++n] = $1 }
		{ value[$1] = $2 }
		END { for (i = 1; i <= n; i++) print "     " order[i], value[order[i]] }
		' >"$dir/ethtool/-S"
}

# live STATUS FINDING... [-- OPTION...]: what the doctor says of this machine
live() {
	run_doctor() {
		ENA_DOCTOR_SYS=$dir/sys ENA_DOCTOR_PROC=$dir/proc \
			PATH=$dir/bin:$PATH "$doctor" --json --live "$@"
	}
	rm -f "$dir/ethtool"/*.seen
	expect "$@"
}
