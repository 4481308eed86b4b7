# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What makes the initramfs: dracut, boot loaders, no room.

use_dracut() {
	must "${apt[@]}" install /srv/dracut/*.deb
	dracut --force --quiet "/boot/initrd.img-$k1" "$k1"
}

# With dracut in the place of initramfs-tools
row_dracut() {
	use_dracut
	must "${apt[@]}" install /srv/t/3.0.0.deb
	packages_fine
	runs_ours "$k1" 3.0.0
	install_kernel2
	packages_fine
	runs_ours "$k2" 3.0.0
	must "${apt[@]}" install /srv/t/3.0.1.deb
	runs_ours "$k1" 3.0.1
	runs_ours "$k2" 3.0.1
	fits_image "$k1" "/boot/initrd.img-$k1"
	! fits_image "$k2" "/boot/initrd.img-$k1" || return 1
	must "${apt[@]}" remove ena-dkms
	packages_fine
	runs_own "$k1"
	runs_own "$k2"
	[[ ! -e $(initrd "$k1")/usr/lib/ena-dkms/load ]]
}

# boot_hook LINE: what a boot loader has called when there is a new initramfs
boot_hook() {
	local dir=/etc/initramfs/post-update.d

	mkdir -p "$dir"
	printf '%s\n' '#!/bin/sh' "$1" >"$dir/test"
	chmod 755 "$dir/test"
}

# How dracut is called: the hook of a boot loader sees the name that stays; an
# update-initramfs that is not that of initramfs-tools is not used; nothing is left of a
# dracut that was interrupted
row_dracut_image() {
	local old=/boot/initrd.img-$k1 new=/boot/.ena-dkms-new-$k1 signal

	use_dracut
	# shellcheck disable=SC2016 # for the hook
	boot_hook 'ls "$2" && echo "$1 $2" >>/run/hooks'
	[[ -x /usr/sbin/mkinitramfs ]]
	printf '#!/bin/sh\nexit 1\n' >/usr/sbin/update-initramfs
	chmod 755 /usr/sbin/update-initramfs
	must "${apt[@]}" install /srv/t/3.0.0.deb
	runs_ours "$k1" 3.0.0
	cat /run/hooks
	[[ $(</run/hooks) == "$k1 $old" ]]

	must ena-dkms-sync --force --no-initramfs "$k1"
	cp "$old" /tmp/before
	mv /usr/bin/dracut /usr/bin/dracut.real
	for signal in TERM KILL; do
		# shellcheck disable=SC2016 # for the script
		printf '%s\n' '#!/bin/sh' 'for new; do :; done' 'echo half >"$new"' \
			"kill -$signal \$PPID" >/usr/bin/dracut
		chmod 755 /usr/bin/dracut
		must ena-dkms-sync "$k1"
		said "$k1: $old could not be renewed"
		cmp "$old" /tmp/before
		[[ $signal == KILL || ! -e $new ]]
	done
	# The next one would write over it, were it not of another kernel
	mv "$new" /boot/.ena-dkms-new-6.1
	mv /usr/bin/dracut.real /usr/bin/dracut
	must ena-dkms-sync --strict "$k1"
	[[ $(echo /boot/.ena-*) == '' ]]
	runs_ours "$k1" 3.0.0
}

# /boot is a file system of its own, with no room left
full_boot() {
	if ! mountpoint -q /boot; then
		cp -a /boot /tmp/boot
		mount -t tmpfs -o mode=755 tmpfs /boot
		cp -a /tmp/boot/. /boot/
	fi
	mount -o "remount,size=$(($(du -sk /boot | cut -f 1) + 8))k" /boot
}

# /boot is full: dracut leaves the initramfs as they are
row_dracut_full() {
	local old=/boot/initrd.img-$k1

	use_dracut
	full_boot
	cp "$old" /tmp/before
	# The next one needs more room
	head -c 1M /dev/urandom >/etc/ena-test-big
	echo 'install_items+=" /etc/ena-test-big "' >/etc/dracut.conf.d/test.conf
	must "${apt[@]}" install /srv/t/3.0.0.deb
	packages_fine
	said "$k1: $old could not be renewed"
	cmp "$old" /tmp/before
	mount -o remount,size=1G /boot
	must ena-dkms-sync --force --strict "$k1"
	runs_ours "$k1" 3.0.0
	full_boot
	cp "$old" /tmp/before
	must "${apt[@]}" remove ena-dkms
	packages_fine
	said "$old could not be renewed and still has the ena that was removed"
	cmp "$old" /tmp/before
	# Nothing is left for a boot loader to take
	[[ $(ls -A /boot) == "$(ls -A /tmp/boot)" ]]
}

# update-initramfs does nothing, and says that it did: the old one is in the initramfs
row_not_renewed() {
	local conf=/etc/initramfs-tools/update-initramfs.conf old=/boot/initrd.img-$k1

	sed -i 's/^update_initramfs=.*/update_initramfs=no/' "$conf"
	must "${apt[@]}" install /srv/t/3.0.1.deb
	packages_fine
	said "$k1: $old could not be renewed"
	[[ $(reason_of "$k1") == 'the initramfs could not be renewed' ]]
	doctor_says initramfs-stale "$k1"
	# When it was renewed, by whomever, nobody says that any more
	sed -i 's/^update_initramfs=.*/update_initramfs=yes/' "$conf"
	must ena-dkms-sync "$k1"
	[[ $(reason_of "$k1") == '' ]]
	runs_ours "$k1" 3.0.1
	mount --bind /boot /boot
	mount -o remount,bind,ro /boot
	must ena-dkms-sync --force "$k1"
	said "$k1: $old could not be renewed"
	[[ $(reason_of "$k1") == 'the initramfs could not be renewed' ]]
	mount -o remount,bind,rw /boot
	must update-initramfs -u -k "$k1"
	must ena-dkms-sync --no-initramfs "$k1"
	said "$k1: has ena 3.0.1 already"
	[[ $(reason_of "$k1") == '' ]]
	mount -o remount,bind,ro /boot
	must "${apt[@]}" remove ena-dkms
	packages_fine
	said "$old could not be renewed and still has the ena that was removed"
	umount /boot
}
