# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What is to be true, and what was said.

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
