# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What is booted, left in /srv/t/boot.

# Of the first kernel, or KERNEL
prepare_boot() {
	local kernel=${1:-$k1}

	mkdir -p /srv/t/boot
	cp "/boot/vmlinuz-$kernel" /srv/t/boot/vmlinuz
	cp "/boot/initrd.img-$kernel" /srv/t/boot/initrd
	echo "$kernel" >/srv/t/boot/release
}

# All is well
row_boot_ours() {
	prepare_boot
}

# After the upgrade of the kernel that row_2 is, and after that of row_3
row_boot_rebuilt() {
	prepare_boot "$k2"
}

row_boot_not_built() {
	prepare_boot "$k2"
}

row_boot_real() {
	prepare_boot
}

# It is not signed, and the kernel wants it to be
row_boot_not_signed() {
	prepare_boot
}

# Its init function fails
row_boot_init_fails() {
	touch /etc/ena-test-init-fails
	must ena-dkms-sync --force --strict "$k1"
	prepare_boot
}

# The same, and the kernel's own is elsewhere
row_boot_elsewhere() {
	move_own kernel/drivers/other
	row_boot_init_fails
}

# The same with dracut, where Amazon Linux has the kernel's own
row_boot_dracut() {
	use_dracut
	move_own kernel/drivers/amazon/net/ena
	touch /etc/ena-test-init-fails
	must "${apt[@]}" install /srv/t/3.0.0.deb
	runs_ours "$k1" 3.0.0
	prepare_boot
}

# It is loaded and drives nothing
row_boot_probe_fails() {
	touch /etc/ena-test-probe-fails
	must ena-dkms-sync --force --strict "$k1"
	prepare_boot
}

# The same, and what loads it in the initramfs does not notice: the system comes up, whose
# timer looks. All that runs is left for a disk.
row_boot_rescue() {
	row_boot_probe_fails
	mkdir /srv/t/boot/system
	tar -C / --one-file-system --exclude=./{srv,boot} --exclude=./usr/{share,src} \
		--exclude=./usr/lib/{gcc,python3} --exclude=./var/{cache,lib/apt} -c . |
		tar -C /srv/t/boot/system -x
}

# It was damaged after all was well
row_boot_truncated() {
	truncate -s 1000 "$(winner "$k1")"
	depmod "$k1"
	must update-initramfs -u -k "$k1"
	prepare_boot
}
