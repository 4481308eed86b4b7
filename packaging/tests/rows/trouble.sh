# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What else a system may have: others that load, build or place an ena, no room.

# No room in /lib/modules of the first kernel
full_modules() {
	local dir=/lib/modules/$k1

	mount -o "remount,size=$(($(du -sk "$dir" | cut -f 1) + 8))k" "$dir"
}

# The same when it is removed: what is there stays whole
row_remove_full() {
	local dir=/lib/modules/$k1 file

	cp -a "$dir" /tmp/modules
	mount -t tmpfs -o mode=755 tmpfs "$dir"
	cp -a /tmp/modules/. "$dir/"
	full_modules
	must ena-dkms-sync --remove "$k1"
	diff -r --no-dereference "$dir" /tmp/modules
	file=$dir/updates/dkms/ena.ko
	said "$k1: $file could not be removed: the disk is full"
	said "rm -f $file*; depmod $k1"
	[[ $(state_of "$k1") == ours ]]
	runs_ours "$k1" 3.0.0
	# And when another is to be installed
	must ena-dkms-sync --force "$k1"
	diff -r --no-dereference "$dir" /tmp/modules
	said "$k1: no ena 3.0.0: the disk is full"
	said "The previous ena 3.0.0 stays"
	[[ $(state_of "$k1") == previous ]]
	# One that is damaged stays as long as something loads the kernel's own instead
	file=$(winner "$k1")
	truncate -s 1000 "$file"
	full_modules
	touch /etc/ena-test-broken
	must ena-dkms-sync "$k1"
	said "The module that is there is not right, and stays"
	[[ $(state_of "$k1") == unfit && $(winner "$k1") == "$file" && ! -L $file ]]
	must ena-dkms-sync --remove "$k1"
	said "$k1: depmod could not be called: the disk is full"
	[[ $(winner "$k1") -ef $(echo "$dir/$own"/ena.ko*) ]]
	mount -o remount,size=1G "$dir"
	must ena-dkms-sync --remove "$k1"
	runs_own "$k1"
	# Nothing is left when the kernel is removed, too
	rm /etc/ena-test-broken
	must ena-dkms-sync --strict "$k1"
	full_modules
	must /etc/kernel/prerm.d/dkms-ena "$k1"
	[[ ! -e $dir/updates/dkms && ! -e /var/lib/ena-dkms/$k1 ]]
}

# stays_ours WHY: ours is to be removed, and is not
stays_ours() {
	local dir=/lib/modules/$k1/updates/dkms

	must ena-dkms-sync --no-initramfs --remove "$k1"
	said "$k1: $dir/ena.ko stays: $1"
	! ena-dkms-sync --no-initramfs --strict --remove "$k1" || return 1
	[[ $(winner "$k1") -ef $(echo "$dir"/ena.ko*) ]]
	[[ $(ls -A "$dir") == ena.ko* ]]
}

# The kernel would have no ena without ours, so that stays: depmod fails, the kernel's own is
# damaged, is not there
row_stays() {
	local file

	mv /usr/sbin/depmod /tmp/
	printf '#!/bin/sh\nexit 1\n' >/usr/sbin/depmod
	chmod 755 /usr/sbin/depmod
	stays_ours "depmod failed"
	# What was there comes back when another could not be installed
	file=$(winner "$k1")
	cp -p "$file" /tmp/before
	must ena-dkms-sync --no-initramfs --force "$k1"
	said "$k1: no ena 3.0.0: depmod failed"
	said "The previous ena 3.0.0 stays"
	[[ $(stat -c %y "$file") == "$(stat -c %y /tmp/before)" ]]
	cmp "$file" /tmp/before
	[[ $(ls -A "${file%/*}") == "${file##*/}" ]]
	mv /tmp/depmod /usr/sbin/
	must ena-dkms-sync --no-initramfs --strict "$k1"
	runs_ours "$k1" 3.0.0
	file=$(echo "/lib/modules/$k1/$own"/ena.ko*)
	truncate -s 1000 "$file"
	must ena-dkms-sync --no-initramfs --strict "$k1"
	said "$k1: has ena 3.0.0 already"
	must ena-dkms-sync --no-initramfs --strict --force "$k1"
	said "$k1: ena 3.0.0 is installed"
	touch /etc/ena-test-broken
	must ena-dkms-sync --no-initramfs --force "$k1"
	said "The previous ena 3.0.0 stays"
	stays_ours "the kernel has no other ena that could be loaded"
	rm "$file"
	stays_ours "the kernel has no other ena that could be loaded"
	# Nothing has to work in a kernel that goes
	must /etc/kernel/prerm.d/dkms-ena "$k1"
	[[ ! -e /lib/modules/$k1/updates/dkms && ! -e /var/lib/ena-dkms/$k1 ]]
}

# falls_back_to MODULE TEXT: ours does not build, and what is there then
falls_back_to() {
	must ena-dkms-sync --no-initramfs "$k1"
	said "$2"
	[[ $(state_of "$k1") == "$1" ]]
}

# What will boot is somebody else's, nothing, a part of the kernel
row_third() {
	local dir=/lib/modules/$k1

	mkdir "$dir/extra"
	touch /etc/ena-test-broken
	cp "$(winner "$k1")" "$dir/extra/"
	mv "$dir/$own" /tmp/own
	truncate -s 1000 "$(winner "$k1")"
	falls_back_to other "$(echo "$dir"/extra/ena.ko*) is what will boot."
	rm -r "$dir/extra"
	falls_back_to none "THIS KERNEL HAS NO ENA MODULE: do not boot it."
	mkdir -p "$dir/updates/dkms"
	echo damaged >"$dir/updates/dkms/ena.ko"
	falls_back_to unfit "THIS KERNEL HAS NO ENA MODULE THAT IS RIGHT: do not boot it."
	rm -r "$dir/updates"
	echo "$own/ena.ko" >>"$dir/modules.builtin"
	falls_back_to intree "ena is a part of this kernel, which is what will boot."
}

# A chroot without /proc, and one without a kernel: said, for nothing is built
row_no_proc() {
	local without='umount -l /proc; exec ena-dkms-sync --no-initramfs "$@"'

	must unshare --mount bash -c "$without" bash --all
	said "mount -t proc proc /proc; ena-dkms-sync --no-initramfs --all"
	! unshare --mount bash -c "$without" bash --strict --all || return 1
	mount -t tmpfs tmpfs /lib/modules
	must ena-dkms-sync --all
	said "there is no kernel in /lib/modules"
	! ena-dkms-sync --strict --all || return 1
	must ena-dkms-sync --strict --remove --all
}

# The kernel's own is elsewhere, where Amazon Linux has it, or anywhere
row_elsewhere() {
	move_own kernel/drivers/amazon/net/ena
	must ena-dkms-sync --force --strict "$k1"
	runs_ours "$k1" 3.0.0
	move_own kernel/drivers/other
	touch /etc/ena-test-broken
	truncate -s 1000 "$(winner "$k1")"
	must ena-dkms-sync "$k1"
	said "The kernel's own ena is what will boot"
	runs_own "$k1"
}

# Another ena-dkms-sync is busy: this one waits, and does nothing when that takes too long
row_lock() {
	local lock=/usr/lib/ena-dkms

	flock -o "$lock" sleep 8 &
	until ! flock -n "$lock" true; do sleep 0.1; done
	must ena-dkms-sync "$k1"
	said "waiting for another ena-dkms-sync"
	said "$k1: has ena 3.0.0 already"
	wait
	sed -i 's/^lock_limit_s=.*/lock_limit_s=2/' /usr/sbin/ena-dkms-sync
	flock -o "$lock" sleep 20 &
	until ! flock -n "$lock" true; do sleep 0.1; done
	must ena-dkms-sync --force "$k1"
	said "$k1: nothing is done, another ena-dkms-sync is busy"
	said "ena-dkms-sync $k1"
	! said building || return 1
	! ena-dkms-sync --strict "$k1" || return 1
	kill $!
	runs_ours "$k1" 3.0.0
}

# "dkms install" by hand, which moves the kernel's own away from 3.1 on
row_by_hand() {
	must dkms install ena/3.0.0 -k "$k1" --force
	has_own "$k1"
	must "${apt[@]}" remove ena-dkms
	packages_fine
	runs_own "$k1"
}

# DKMS has another ena, which it installed; ours comes; the other one is removed as told
row_second() {
	local tree=/usr/src/ena-2.0.0

	cp -r /srv/t/tree "$tree"
	sed -i "s/3\.0\.0/2.0.0/; s/^AUTOINSTALL=.*/AUTOINSTALL=yes/; /^POST_INSTALL/d" \
		"$tree"/{dkms.conf,src/ena_main.c}
	must dkms install ena/2.0.0 -k "$k1"
	[[ $(modinfo -F version "$(winner "$k1")") == 2.0.0 ]]
	must "${apt[@]}" install /srv/t/3.0.0.deb
	packages_fine
	runs_ours "$k1" 3.0.0
	said "dkms remove ena/2.0.0 --all"
	must bash -c "$(sed -n 's/^ena-dkms: DKMS has other .* them: //p' /tmp/said)"
	[[ ! $(dkms status ena/2.0.0) ]]
	runs_ours "$k1" 3.0.0
	must ena-dkms-sync "$k1"
	said "$k1: has ena 3.0.0 already"
}

# udev loads the driver once for each adapter, all at the same time: there is one after
# the other, on a machine that has no adapter. The log of the modprobe of this test has a
# line for a start, one for an end.
row_at_once() {
	local log=/tmp/modprobe.log

	mount -t tmpfs tmpfs /sys
	rm -f /usr/sbin/modprobe
	printf '%s\n' '#!/bin/sh' "echo start >>$log" 'sleep 0.2' "echo end >>$log" \
		>/usr/sbin/modprobe
	chmod 755 /usr/sbin/modprobe
	for _ in {1..16}; do
		/usr/lib/ena-dkms/load &
	done
	wait
	cat "$log"
	[[ $(uniq "$log" | wc -l) == 32 ]]
}

# Whether "load --rescue" tries to load something; what it says
rescue_loads() {
	rm -f /tmp/called
	: >/tmp/kmsg
	/usr/lib/ena-dkms/load --rescue || true
	cat /tmp/kmsg
	[[ -e /tmp/called ]]
}

# forbidden_by TEXT: ena is not loaded, and the one line that says so has TEXT
forbidden_by() {
	! rescue_loads || return 1
	[[ $(</tmp/kmsg) == *"none is loaded: $1" ]]
}

# What the administrator forbids, ena-rescue.timer does not load
row_forbidden() {
	local dev=/sys/bus/pci/devices/0000:00:05.0 conf=/etc/modprobe.d/test.conf

	mount -t tmpfs tmpfs /sys
	mkdir -p "$dev"
	echo 0x1d0f >"$dev/vendor"
	echo 0xec20 >"$dev/device"
	printf '%s\n' '#!/bin/sh' 'touch /tmp/called' 'exit 1' >/tmp/modprobe
	chmod 755 /tmp/modprobe
	# The real ones would load something into the kernel of the host
	rm /usr/sbin/{modprobe,insmod}
	cp /tmp/modprobe /usr/sbin/modprobe
	mv /tmp/modprobe /usr/sbin/insmod
	echo 'root=/dev/vda1 ro' >/tmp/cmdline
	mount --bind /tmp/cmdline /proc/cmdline
	: >/tmp/kmsg
	mount --bind /tmp/kmsg /dev/kmsg
	rescue_loads
	echo 'blacklist ena' >"$conf"
	forbidden_by "\"blacklist ena\" in $conf"
	printf 'install \\\n\tena /bin/true\n' >"$conf"
	forbidden_by "\"install ena /bin/true\" in $conf"
	# A line without an end
	printf 'options ena debug=1\nblacklist ena' >"$conf"
	forbidden_by "\"blacklist ena\" in $conf"
	printf '%s\n' '#blacklist ena' 'blacklist enable' 'options ena debug=1' \
		'install ena /usr/lib/ena-dkms/load' >"$conf"
	rescue_loads
	rm "$conf"
	mkdir -p /run/modprobe.d
	echo 'blacklist ena' >/run/modprobe.d/masked.conf
	ln -s /dev/null /etc/modprobe.d/masked.conf
	rescue_loads
	echo 'root=/dev/vda1 modprobe.blacklist=enab,ena,enac ro' >/tmp/cmdline
	forbidden_by "modprobe.blacklist=enab,ena,enac on the kernel command line"
	echo 'root=/dev/vda1 modprobe.blacklist=enab ro' >/tmp/cmdline
	rescue_loads
}
