#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What can happen to an installed package; run in a system of packaging/tests/root.
#
# usage: /srv/t/rows.sh ROW
#
# A row passes when each of its lines succeeds. Packages of the stand-in are
# /srv/t/VERSION.deb, of 3.0.0, 3.0.1 and 3.0.2. The rows boot_* prepare what is
# booted, in /srv/t/boot.

set -Eeuo pipefail
shopt -s nullglob
trap 'echo "failed: line $LINENO: $BASH_COMMAND" >&2
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

# --- what is to be true -----------------------------------------------------------

# modprobe's choice in kernel $1, below the root $2
winner() {
	modprobe -d "${2:-/}" -S "$1" --ignore-install --show-depends ena 2>/dev/null |
		sed -n '$s/^insmod \([^ ]*\).*/\1/p'
}

# initrd KERNEL: unpacks its initramfs, prints where
initrd() {
	local dir=/tmp/initrd-$1 image=(/boot/init*"$1"*)

	rm -rf "$dir"
	unmkinitramfs "${image[0]}" "$dir" >/dev/null
	[[ ! -d $dir/main ]] || dir=$dir/main
	echo "$dir"
}

# The same module, compressed or not
same() {
	cmp <(xz -dcf "$1") <(xz -dcf "$2")
}

# runs_ours KERNEL VERSION: what boots is ours, in the initramfs too; the kernel's
# own is beside it
runs_ours() {
	local kernel=$1 file dir inner

	file=$(winner "$kernel")
	[[ $file == */updates/dkms/ena.ko* ]]
	[[ $(modinfo -F version "$file") == "$2" ]]
	[[ $(modinfo -F vermagic "$file") == "$kernel "* ]]
	has_own "$kernel"
	grep -qx "version=$2" "/var/lib/ena-dkms/$kernel"
	dir=$(initrd "$kernel")
	inner=$(winner "$kernel" "$dir")
	same "$inner" "$file"
	[[ -n $(echo "$dir/lib/modules/$kernel/$own"/ena.ko*) ]]
	[[ -x $dir/usr/lib/ena-dkms/load ]]
	grep -rqs '^install ena /usr/lib/ena-dkms/load' \
		"$dir"/{usr/lib,lib,etc}/modprobe.d/
	# Nothing is missing to fall back with
	[[ -x $dir/sbin/insmod || -x $dir/usr/sbin/insmod ]]
	[[ -x $dir/usr/sbin/flock || -x $dir/bin/flock ]]
}

# runs_own KERNEL: what boots is the kernel's own, in the initramfs too
runs_own() {
	local kernel=$1 file dir inner

	file=$(winner "$kernel")
	[[ $file == */$own/ena.ko* ]]
	[[ ! -e /lib/modules/$kernel/updates/dkms ]]
	has_own "$kernel"
	dir=$(initrd "$kernel")
	inner=$(winner "$kernel" "$dir" || true)
	# dracut leaves it to the root
	[[ ! $inner && -d $dir/usr/lib/dracut ]] || same "$inner" "$file"
}

# The kernel's packages are as they were installed
has_own() {
	local files

	files=("/lib/modules/$1/$own"/ena.ko*)
	((${#files[@]} == 1))
	! dpkg -V | grep -F "/$own/" || return 1
}

# What apt and dpkg do next is not in the way of anything
packages_fine() {
	[[ -z $(dpkg --audit) ]]
	apt-get check -q >/dev/null
}

# said TEXT: the last operation told so
said() {
	grep -qF -- "$1" /tmp/said
}

# Runs an operation that must succeed
must() {
	"$@" >/tmp/said 2>&1 </dev/null || {
		local status=$?
		cat /tmp/said
		echo "failed with $status: $*"
		return 1
	}
	cat /tmp/said
}

# The kernel's own is in another directory, as some distributions have it
move_own() {
	mkdir -p "/lib/modules/$k1/$1"
	mv "/lib/modules/$k1/$own"/ena.ko* "/lib/modules/$k1/$1/"
	own=$1
	depmod "$k1"
}

install_kernel2() {
	must "${apt[@]}" install /srv/kernel2/*.deb
}

# What the package of a kernel calls when it is configured
kernel_hooks() {
	must run-parts --arg="$1" --arg="/boot/vmlinuz-$1" /etc/kernel/postinst.d
}

# All but the headers
install_image2() {
	local debs=() deb

	for deb in /srv/kernel2/*.deb; do
		[[ $deb == *linux-headers* || $deb == *linux-kbuild* ]] ||
			debs+=("$deb")
	done
	must "${apt[@]}" install "${debs[@]}"
}

# fits_image KERNEL IMAGE: the initramfs is taken to be right for the kernel
fits_image() {
	# shellcheck disable=SC2016 # for the shell
	sh -c '. /usr/lib/ena-dkms/initramfs.sh; image_fits "$@"' sh "$@"
}

state_of() {
	sed -n 's/^module=//p' "/var/lib/ena-dkms/$1"
}

reason_of() {
	sed -n 's/^reason=//p' "/var/lib/ena-dkms/$1"
}

doctor() {
	/srv/t/tree/packaging/doctor/ena-doctor --boot --kernel "$1" | tee /tmp/doctor
}

# doctor_says ID KERNEL: before a reboot ena-doctor warns of it
doctor_says() {
	local status=0

	doctor "$2" || status=$?
	((status == 1 || status == 2))
	grep -qE "^  (FAIL|warn) $1: " /tmp/doctor
}

# ena-doctor has nothing to warn of
doctor_content() {
	doctor "$1"
}

# --- the rows ---------------------------------------------------------------------

# First installation
row_1() {
	must "${apt[@]}" install /srv/t/3.0.0.deb
	packages_fine
	runs_ours "$k1" 3.0.0
}

# The same with the package itself, and the driver itself, as README.md says: its
# lines, typed by somebody who may use sudo
row_1_real() {
	local lines

	lines=$(sed -n '/^Debian and Ubuntu/,/^RPM/s/^    //p' /srv/t/source/README.md)
	[[ $(wc -l <<<"$lines") == 3 ]]
	echo 'admin:x:1000:1000::/home/admin:/bin/bash' >>/etc/passwd
	echo 'admin:x:1000:' >>/etc/group
	echo 'admin:*:20000::::::' >>/etc/shadow
	install -d -o 1000 -g 1000 /home/admin
	echo 'admin ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin
	echo 'APT::Get::Assume-Yes "true";' >/etc/apt/apt.conf.d/test
	printf '#!/bin/sh\ntouch /run/rebooted\n' >/usr/local/sbin/reboot
	chmod 755 /usr/local/sbin/reboot
	must runuser -l admin -c "cd /srv/t/source; $lines"
	said "linux-headers-cloud-amd64 is already the newest version"
	[[ -e /run/rebooted ]]
	! said package-unfinished || return 1
	packages_fine
	runs_ours "$k1" "$(</usr/lib/ena-dkms/version)"
	! dkms status | grep installed || return 1
}

# The tests that Debian would run: the package's own, and those of all DKMS packages
row_autopkgtest() {
	mkdir /tmp/source
	cp -r /srv/t/source/packaging/debian /tmp/source/
	must autopkgtest --output-dir /tmp/out \
		/home/admin/.cache/ena/packages/ena-{dkms,tools}_*.deb /tmp/source -- null
	grep -q '^build *PASS' /tmp/out/summary
	# This one has apt fetch the package
	mkdir /srv/repo
	cp /srv/t/3.0.0.deb /srv/repo/
	(cd /srv/repo && apt-ftparchive packages . >Packages)
	echo 'deb [trusted=yes] file:/srv/repo ./' >/etc/apt/sources.list
	rm -f /etc/apt/sources.list.d/*
	must "${apt[@]}" update
	must /usr/lib/dkms/dkms-autopkgtest ena-dkms
	grep -q "^I: PASS .*$k1" /tmp/said
	has_own "$k1"
}

# Upgrade of the kernel, which works
row_2() {
	install_kernel2
	packages_fine
	runs_ours "$k2" 3.0.0
	runs_ours "$k1" 3.0.0
	# The initramfs of another kernel is not one that was renewed
	fits_image "$k1" "/boot/initrd.img-$k1"
	! fits_image "$k2" "/boot/initrd.img-$k1" || return 1
}

# Upgrade of the kernel, for which the module does not build
row_3() {
	touch /etc/ena-test-broken
	install_kernel2
	packages_fine
	said "$k2: no ena 3.0.0: the build failed"
	said "not to my liking"
	said "The kernel's own ena is what will boot"
	runs_own "$k2"
	[[ $(state_of "$k2") == intree ]]
	runs_ours "$k1" 3.0.0
	doctor_says not-built "$k2"
}

# When the cause is gone
row_3_later() {
	rm /etc/ena-test-broken
	must ena-dkms-sync --strict "$k2"
	runs_ours "$k2" 3.0.0
	doctor_content "$k2"
}

# The same, and the module is not made for that kernel
row_4() {
	rm /etc/ena-test-broken
	sed -i "s/^BUILD_EXCLUSIVE_KERNEL=.*/BUILD_EXCLUSIVE_KERNEL=\"^4\\\\.\"/" \
		/usr/src/ena-3.0.0/dkms.conf
	kernel_hooks "$k2"
	said "$k2: no ena 3.0.0: ena 3.0.0 is not made for this kernel"
	runs_own "$k2"
	[[ $(state_of "$k2") == intree ]]
	doctor_says not-built "$k2"
	runs_ours "$k1" 3.0.0
}

# Upgrade of the kernel without its headers, which come later
row_5() {
	install_image2
	packages_fine
	said "$k2: no ena 3.0.0: its headers are not installed"
	runs_own "$k2"
	[[ $(state_of "$k2") == intree ]]
	doctor_says not-built "$k2"
	install_kernel2
	packages_fine
	runs_ours "$k2" 3.0.0
	doctor_content "$k2"
}

# The disk is full where the module is to go, or where it is built
row_6() {
	local dir=/lib/modules/$k1/updates/dkms own_sum

	own_sum=$(sha256sum /lib/modules/"$k1/$own"/ena.ko*)
	mount -t tmpfs -o size=4k tmpfs "$dir"
	head -c 4096 /dev/zero >"$dir/full"
	must "${apt[@]}" install /srv/t/3.0.2.deb
	packages_fine
	said "$k1: no ena 3.0.2: the module could not be written"
	[[ $(winner "$k1") == */$own/ena.ko* ]]
	doctor_says not-built "$k1"
	[[ $(sha256sum /lib/modules/"$k1/$own"/ena.ko*) == "$own_sum" ]]
	umount "$dir"
	rm -rf "$dir"
	must ena-dkms-sync --strict "$k1"
	runs_ours "$k1" 3.0.2

	mkdir -p /var/lib/dkms
	mount -t tmpfs -o size=16k tmpfs /var/lib/dkms
	must ena-dkms-sync --force "$k1"
	said "$k1: no ena 3.0.2: "
	said "The previous ena 3.0.2 stays"
	runs_ours "$k1" 3.0.2
	packages_fine
	doctor_says not-built "$k1"
	# And where what was done is written to
	mount -t tmpfs -o ro tmpfs /var/lib/ena-dkms
	must ena-dkms-sync "$k1"
	umount /var/lib/ena-dkms
	runs_ours "$k1" 3.0.2
	# Full: there is room for one, which is that of before, and then for none
	umount /var/lib/dkms
	touch /etc/ena-test-broken
	truncate -s 1000 "$(winner "$k1")"
	cp "/var/lib/ena-dkms/$k1" /tmp/state
	mount -t tmpfs -o size=4k tmpfs /var/lib/ena-dkms
	cp /tmp/state "/var/lib/ena-dkms/$k1"
	[[ $(state_of "$k1") == previous ]]
	must ena-dkms-sync "$k1"
	runs_own "$k1"
	[[ $(state_of "$k1") == intree ]]
	doctor_says not-built "$k1"
	rm "/var/lib/ena-dkms/$k1"
	head -c 4096 /dev/zero >/var/lib/ena-dkms/full
	must ena-dkms-sync "$k1"
	said "$k1: what was done could not be written to /var/lib/ena-dkms"
	said "the build failed: "
	said "not to my liking"
	[[ ! -s /var/lib/ena-dkms/$k1 && ! -e /var/lib/ena-dkms/.$k1 ]]
	doctor_says not-built "$k1"
}

# Upgrade of the driver, which does not build for one of two kernels
row_7() {
	touch "/lib/modules/$k2/build/include/generated/ena-test-broken.h"
	must "${apt[@]}" install /srv/t/3.0.1.deb
	packages_fine
	said "$k2: no ena 3.0.1: the build failed"
	said "The previous ena 3.0.0 stays"
	runs_ours "$k1" 3.0.1
	runs_ours "$k2" 3.0.0
	[[ $(state_of "$k2") == previous ]]
	doctor_says not-built "$k2"
	# The next one builds again, for both
	rm "/lib/modules/$k2/build/include/generated/ena-test-broken.h"
	must "${apt[@]}" install /srv/t/3.0.2.deb
	runs_ours "$k1" 3.0.2
	runs_ours "$k2" 3.0.2
	only_version 3.0.2
}

# There are no sources of another version, and DKMS knows of none
only_version() {
	[[ $(echo /usr/src/ena-*) == "/usr/src/ena-$1" ]]
	[[ $(dkms status -m ena | sed 's/^ena[/,] *\([^,:]*\)[,:].*/\1/' | sort -u) == "$1" ]]
}

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

# Removal of the driver
row_8() {
	must "${apt[@]}" remove ena-dkms
	packages_fine
	runs_own "$k1"
	[[ ! -e $(initrd "$k1")/usr/lib/ena-dkms/load ]]
	[[ -z $(dkms status -m ena) ]]
	must "${apt[@]}" purge ena-dkms
	nothing_left
}

# The only kernel that it was built for is removed
row_9() {
	install_image2
	must "${apt[@]}" purge "linux-image-$k1" "linux-headers-$k1" \
		linux-image-cloud-amd64- linux-headers-cloud-amd64-
	packages_fine
	[[ ! -e /lib/modules/$k1 ]]
	[[ ! -e /var/lib/ena-dkms/$k1 ]]
	install_kernel2
	packages_fine
	runs_ours "$k2" 3.0.0
}

# The module on the disk is damaged: found, and built anew; that it does not keep
# the kernel's own from being loaded is for boot tests
row_10() {
	local file

	file=$(winner "$k1")
	truncate -s 1000 "$file"
	doctor_says module-broken "$k1"
	must ena-dkms-sync "$k1"
	runs_ours "$k1" 3.0.0
	doctor_content "$k1"
	truncate -s 1000 "$file"
	touch /etc/ena-test-broken
	must ena-dkms-sync "$k1"
	said "The kernel's own ena is what will boot"
	runs_own "$k1"
	doctor_says not-built "$k1"
}

# The kernel's own has the same version, or a higher one
row_11() {
	local file

	file=$(echo "/lib/modules/$k1/$own"/ena.ko*)
	xz -dcf "$(winner "$k1")" | sed 's/version=3\.0\.0/version=9.9.9/' >/tmp/ena.ko
	rm "$file"
	file=${file%.xz}
	cp /tmp/ena.ko "$file"
	depmod "$k1"
	[[ $(modinfo -F version "$file") == 9.9.9 ]]
	must ena-dkms-sync --force --strict "$k1"
	[[ $(modinfo -F version "$(winner "$k1")") == 3.0.0 ]]
	[[ $(modinfo -F version "$file") == 9.9.9 ]]
}

has_versions() {
	modprobe --dump-modversions "$1" 2>/dev/null | grep -q .
}

# image_changes CRC: there is another kernel, of the same name, that has another version of
# a symbol
image_changes() {
	local file sum

	file=$(echo "/lib/modules/$k1/$own"/ena.ko*)
	xz -dcf "$file" >/tmp/ena.ko
	# 8 bytes of version, then the name, and zeroes up to the next
	perl -0777 -pi -e "s/.{8}(?=__pci_register_driver\\0{20})/pack('Q<', $1)/se" \
		/tmp/ena.ko
	[[ $file != *.xz ]] || xz -f --check=crc32 /tmp/ena.ko
	cp /tmp/ena.ko* "$file"
	rm /tmp/ena.ko*
	# The package has it
	sum=$(md5sum <"$file")
	sed -i "\\|/$own/|s/^[0-9a-f]*/${sum%% *}/" /var/lib/dpkg/info/*-"$k1".md5sums
}

# headers_change CRC: the same of the headers
headers_change() {
	sed -i "/\t__pci_register_driver\t/s/^0x......../$1/" \
		"$(realpath "/lib/modules/$k1/build/Module.symvers")"
}

# The kernel is replaced by one of the same name, with other symbol versions
row_12() {
	local before

	! has_versions "$(winner "$k1")" || headers_behind
	before=$(sed -n 's/^kernel=//p' "/var/lib/ena-dkms/$k1")
	image_changes 0x87654321
	headers_change 0x87654321
	kernel_hooks "$k1"
	said "$k1: building"
	[[ $(sed -n 's/^kernel=//p' "/var/lib/ena-dkms/$k1") != "$before" ]]
	runs_ours "$k1" 3.0.0
	! has_versions "$(winner "$k1")" || fails_then
	# Nothing has changed: nothing is done
	must ena-dkms-sync "$k1"
	must ena-dkms-sync "$k1"
	said "$k1: has ena 3.0.0 already"
}

# Its headers are those of before, and come later, or not at all
headers_behind() {
	image_changes 0x22222222
	kernel_hooks "$k1"
	said "the kernel has another version of the symbol __pci_register_driver"
	runs_own "$k1"
	doctor_says not-built "$k1"
	headers_change 0x22222222
	must run-parts --arg="$k1" /etc/kernel/header_postinst.d
	runs_ours "$k1" 3.0.0
	modprobe --dump-modversions "$(winner "$k1")" | grep -qi 0x22222222
	mv "/lib/modules/$k1/build" /tmp/build
	image_changes 0x33333333
	must ena-dkms-sync "$k1"
	said "$k1: no ena 3.0.0: its headers are not installed"
	runs_own "$k1"
	mv /tmp/build "/lib/modules/$k1/build"
}

# A build of the kernel before is not kept when there is no other
fails_then() {
	image_changes 0x11111111
	headers_change 0x11111111
	touch /etc/ena-test-broken
	kernel_hooks "$k1"
	runs_own "$k1"
	rm /etc/ena-test-broken
}

# running_is KERNEL: uname says so
running_is() {
	# shellcheck disable=SC2016 # for the script
	printf '%s\n' '#!/bin/sh' "[ \"\$*\" != -r ] || exec echo $1" \
		'exec /usr/bin/uname "$@"' >/usr/sbin/uname
	chmod 755 /usr/sbin/uname
}

# What is said of the signature when the module that is there is installed again; SETTING
# is that of the running kernel
place_again() {
	local setting=$1 file
	shift

	file=$(winner "$k1")
	cp "$file" /tmp/
	mkdir -p /tmp/sys/module/module/parameters
	echo "$setting" >/tmp/sys/module/module/parameters/sig_enforce
	ENA_SYS=/tmp/sys must ena-dkms-sync --no-initramfs "$@" \
		--place "/tmp/${file##*/}" "$k1"
	said "$k1: ena 3.0.0 is installed"
}

# Secure Boot is on, and the key is not enrolled
row_13() {
	local cert=/var/lib/dkms/mok.pub

	[[ $(modinfo -F signer "$(winner "$k1")") ]]
	running_is "$k1"
	place_again Y
	said "Secure Boot is on, and the key that signs ena is not"
	said "mokutil --import $cert"
	runs_ours "$k1" 3.0.0
	place_again N --strict
	! said enrolled || return 1
	# Where an image is made it is, where it will run it need not be
	running_is 6.1-elsewhere
	place_again Y --strict
	! said enrolled || return 1
	running_is "$k1"
	# Another certificate is named where DKMS looks
	mkdir -p /etc/dkms/framework.conf.d
	cp "$cert" /etc/dkms/other.pub
	# shellcheck disable=SC2016 # for DKMS
	printf '%s\n' 'unset=$ena_test_unset' mok_certificate=/etc/dkms/other.pub \
		>/etc/dkms/framework.conf.d/test.conf
	place_again Y
	said "mokutil --import /etc/dkms/other.pub"
	rm /etc/dkms/framework.conf.d/test.conf
	# No key: not signed, and said to be so
	ENA_SYS=/tmp/sys sign_file=/nonexistent must ena-dkms-sync --force "$k1"
	said "this system loads signed modules only, and ena is not"
	runs_ours "$k1" 3.0.0
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

# rpm_of VERSION RELEASE: builds the package, prints its name
rpm_of() {
	local version=$1 release=$2 dir=/tmp/rpm/ena-$1

	mkdir -p "$dir"
	cp -r /srv/t/tree/. "$dir"
	sed -i "s/3\.0\.0/$version/" "$dir"/{dkms.conf,src/ena_main.c,packaging/rpm/ena.spec}
	sed -i "s/^Release: .*/Release: $release/" "$dir/packaging/rpm/ena.spec"
	tar -C /tmp/rpm -czf "/tmp/rpm/ena-$version.tar.gz" "ena-$version"
	rpmbuild -bb --quiet --define '_sourcedir /tmp/rpm' --define '_topdir /tmp/rpm' \
		"$dir/packaging/rpm/ena.spec" >&2
	echo "/tmp/rpm/RPMS/noarch/ena-dkms-$version-$release.noarch.rpm"
}

# A package without files, called as that of the headers is on SUSE
headers_rpm() {
	printf '%s\n' 'Name: kernel-default-devel' 'Version: 1' 'Release: 1' \
		'Summary: none' 'License: none' 'BuildArch: noarch' '%description' \
		'%files' >/tmp/rpm/headers.spec
	rpmbuild -bb --quiet --define '_topdir /tmp/rpm' /tmp/rpm/headers.spec >&2
	echo /tmp/rpm/RPMS/noarch/kernel-default-devel-1-1.noarch.rpm
}

rpm_do() {
	must rpm --nodeps "$@"
}

# The RPM, in a system that has dracut and kernel-install, as those of RPM distributions,
# and names the initramfs as they do. Dependencies are not tried: here none is an RPM.
row_rpm() {
	use_dracut
	mv "/boot/initrd.img-$k1" "/boot/initramfs-$k1.img"
	rpm_do -i "$(rpm_of 3.0.0 1)"
	runs_ours "$k1" 3.0.0
	rpm_do -U "$(rpm_of 3.0.0 2)"
	runs_ours "$k1" 3.0.0
	rpm_do -U "$(rpm_of 3.0.1 1)"
	runs_ours "$k1" 3.0.1
	[[ $(echo /usr/src/ena-*) == /usr/src/ena-3.0.1 ]]

	# A kernel comes, and one for which it does not build
	install_kernel2
	rm "/boot/initrd.img-$k2"
	must kernel-install add "$k2" "/boot/vmlinuz-$k2"
	dracut --force --quiet "/boot/initramfs-$k2.img" "$k2"
	runs_ours "$k2" 3.0.1
	touch /etc/ena-test-broken
	rpm_do -U "$(rpm_of 3.0.2 1)"
	said "$k2: no ena 3.0.2: the build failed"
	runs_ours "$k2" 3.0.1

	# Headers come, whose package is called like that on SUSE
	rm /etc/ena-test-broken
	rpm_do -i "$(headers_rpm)"
	runs_ours "$k2" 3.0.2

	rpm_do -e ena-dkms
	runs_own "$k1"
	runs_own "$k2"
	nothing_left
}

# Nothing of the driver, of what builds it or of what loads it is left
nothing_left() {
	local left

	left=$(find /etc /usr/lib /usr/sbin /usr/share /usr/src /var/lib /lib/modules \
		-name '*ena-dkms*' -o -name 'ena-doctor*' -o -name 'ena-3*' \
		-o -name 'ena-rescue*' -o -path '*/updates/dkms' -o -path '/var/lib/dkms/ena')
	echo "left: $left"
	[[ ! $left ]]
}

# A stand-in for it
tools_package() {
	local dir=/tmp/ena-tools

	mkdir -p $dir/DEBIAN $dir/usr/sbin
	printf '%s\n' 'Package: ena-tools' 'Version: 1' 'Architecture: all' \
		'Maintainer: nobody <nobody@localhost>' 'Description: stand-in' \
		>$dir/DEBIAN/control
	echo "the package's" >$dir/usr/sbin/ena-doctor
	must dpkg-deb --root-owner-group -b $dir /tmp/ena-tools.deb
	must dpkg -i /tmp/ena-tools.deb
}

# Without a package: "make install", "make dkms-install", "make uninstall"
row_install() {
	local tree=/srv/t/tree/packaging/install

	must "$tree" module "$k1"
	runs_ours "$k1" 3.0.0
	must "$tree" remove
	runs_own "$k1"
	nothing_left
	# The tools' package is not overwritten, nor removed
	tools_package
	must "$tree" dkms
	runs_ours "$k1" 3.0.0
	must "$tree" remove
	must dpkg --verify ena-tools
	must dpkg -P ena-tools
	nothing_left
	must "$tree" dkms
	runs_ours "$k1" 3.0.0
	kernel_hooks "$k1"
	said "$k1: has ena 3.0.0 already"
	must /usr/lib/kernel/install.d/45-ena-dkms.install add "$k1"
	said "$k1: has ena 3.0.0 already"
	# What systemd-boot's hook comes to, while ena-dkms-sync renews an initramfs
	# shellcheck disable=SC2016 # for the hook
	boot_hook '/usr/lib/kernel/install.d/45-ena-dkms.install add "$1"'
	must timeout 180 ena-dkms-sync --remove "$k1"
	runs_own "$k1"
	must timeout 180 ena-dkms-sync --strict "$k1"
	runs_ours "$k1" 3.0.0
	# A tree of another version: nothing of this one is left; nor does this one leave
	# anything of the other, whose version it does not know
	cp -r /srv/t/tree /tmp/tree
	sed -i 's/3\.0\.0/3.0.1/' /tmp/tree/{dkms.conf,src/ena_main.c}
	must /tmp/tree/packaging/install dkms
	runs_ours "$k1" 3.0.1
	only_version 3.0.1
	must "$tree" remove
	runs_own "$k1"
	nothing_left
	# Neither is that of the driver
	must "${apt[@]}" install /srv/t/3.0.0.deb
	! "$tree" dkms || return 1
}

# udev loads the driver once for each adapter, all at the same time: there is one after
# the other. The log of the modprobe of this test has a line for a start, one for an end.
row_at_once() {
	local log=/tmp/modprobe.log

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

	mount -t tmpfs tmpfs /sys/bus/pci
	mkdir -p "$dev"
	echo 0x1d0f >"$dev/vendor"
	echo 0xec20 >"$dev/device"
	printf '%s\n' '#!/bin/sh' 'touch /tmp/called' 'exit 1' >/tmp/modprobe
	chmod 755 /tmp/modprobe
	rm /usr/sbin/modprobe
	mv /tmp/modprobe /usr/sbin/modprobe
	echo 'root=/dev/vda1 ro' >/tmp/cmdline
	mount --bind /tmp/cmdline /proc/cmdline
	: >/tmp/kmsg
	mount --bind /tmp/kmsg /dev/kmsg
	rescue_loads
	echo 'blacklist ena' >"$conf"
	forbidden_by "\"blacklist ena\" in $conf"
	printf 'install \\\n\tena /bin/true\n' >"$conf"
	forbidden_by "\"install ena /bin/true\" in $conf"
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

# --- what is booted ---------------------------------------------------------------

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

# The same, and nothing noticed: "load" is called only after the boot
row_boot_rescue() {
	row_boot_probe_fails
}

# It was damaged after all was well
row_boot_truncated() {
	truncate -s 1000 "$(winner "$k1")"
	depmod "$k1"
	must update-initramfs -u -k "$k1"
	prepare_boot
}

row_"$1"
