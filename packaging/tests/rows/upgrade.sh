# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Installed, upgraded, removed; kernels come and go; builds fail.

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
	running_is "$k1"
	ln -s /usr/sbin/uname /usr/local/bin/
	brings_tools "$(sed -n 's/^sudo apt install //p;q' <<<"$lines")"
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
	rm /usr/sbin/uname /usr/local/bin/uname
	[[ -e /run/rebooted ]]
	! said package-unfinished || return 1
	packages_fine
	runs_ours "$k1" "$(</usr/lib/ena-dkms/version)"
	! dkms status | grep installed || return 1
}

# brings_tools PACKAGES: with nothing but them, what the next line calls is there. Here it
# is anyway, so apt is asked for what they depend on.
brings_tools() {
	local tool package

	eval "apt-cache depends --recurse --important --installed $1" >/tmp/depends
	for tool in make dh dh_dkms dpkg-buildpackage; do
		package=$(dpkg -S "/usr/bin/$tool")
		echo "$tool: ${package%%:*}"
		grep -qx "${package%%:*}" /tmp/depends
	done
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
	# Not what was wrong with the build before
	[[ $(reason_of "$k2") == "ena 3.0.0 is not made for this kernel" ]]
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

# Removal of the driver
row_8() {
	must "${apt[@]}" remove ena-dkms
	packages_fine
	runs_own "$k1"
	[[ ! -e $(initrd "$k1")/usr/lib/ena-dkms/load ]]
	[[ -z $(dkms status -m ena) ]]
	must "${apt[@]}" purge ena-dkms
	nothing_left
	# DKMS fails to
	touch /etc/ena-test-broken
	must "${apt[@]}" install /srv/t/3.0.0.deb
	[[ -e /var/lib/dkms/ena/3.0.0/source ]]
	mv /usr/sbin/dkms /tmp/
	ln -s /bin/false /usr/sbin/dkms
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

	headers_behind
	before=$(sed -n 's/^kernel=//p' "/var/lib/ena-dkms/$k1")
	image_changes 0x87654321
	headers_change 0x87654321
	kernel_hooks "$k1"
	said "$k1: building"
	[[ $(sed -n 's/^kernel=//p' "/var/lib/ena-dkms/$k1") != "$before" ]]
	runs_ours "$k1" 3.0.0
	fails_then
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

# keys_with [CERT]: the kernel's list of keys, with that of CERT and another one
keys_with() {
	local id=0123456789abcdef0123456789abcdef01234567 fmt

	fmt='1c8a0b3f I------ 1 perm 1f030000 0 0 X509.asy test: %s: X509.rsa []\n'
	# shellcheck disable=SC2059 # the one above
	printf "$fmt" "$id"
	(($#)) || return 0
	id=$(openssl x509 -inform DER -in "$1" -noout -text |
		sed -n '/Subject Key Identifier/{n;s/[ :]//gp}')
	[[ ${#id} == 40 ]]
	# shellcheck disable=SC2059
	printf "$fmt" "${id,,}"
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
	# It is, with others
	keys_with "$cert" >/tmp/keys
	mount --bind /tmp/keys /proc/keys
	place_again Y --strict
	! said enrolled || return 1
	keys_with >/tmp/keys
	place_again Y
	said "Secure Boot is on, and the key that signs ena is not"
	umount /proc/keys
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
