# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# The initramfs of a kernel: where it is, and how it is renewed. To be sourced.

# images_of KERNEL: those there are, wherever the tools of this system put them
images_of() (
	for image in "/boot/initrd.img-$1" "/boot/initramfs-$1.img" "/boot/initrd-$1" \
		/boot/*/"$1"/initrd /boot/efi/*/"$1"/initrd /efi/*/"$1"/initrd; do
		[ ! -e "$image" ] || printf '%s\n' "$image"
	done
)

# image_fits KERNEL IMAGE: has ours, if there is one for this kernel
image_fits() (
	for file in "/lib/modules/$1"/updates/dkms/ena.ko*; do
		[ -e "$file" ] || return 0
	done
	list=lsinitramfs
	command -v "$list" >/dev/null || list=lsinitrd
	"$list" "$2" 2>/dev/null | grep -c '/updates/dkms/ena\.ko' >/dev/null
)

# What dracut itself does is to write over the old one, and to remove it when there
# is no room. The name is none that a boot loader takes for an initramfs.
dracut_image() (
	image=$(readlink -f "$2")
	new=${image%/*}/.ena-dkms-new
	if dracut --force --quiet --kver "$1" "$new" && image_fits "$1" "$new" &&
		sync "$new" && mv -f "$new" "$image"; then
		sync -f "$image"
	else
		rm -f "$new"
		return 1
	fi
)

# update-initramfs may do nothing, or leave a module out, without an error
update_image() (
	before=$(stat -Lc '%i %y' "$2")
	update-initramfs -u -k "$1" &&
		[ "$(stat -Lc '%i %y' "$2")" != "$before" ] && image_fits "$1" "$2"
)

# renew_image KERNEL IMAGE: status 1 if that could not be done
renew_image() {
	# Without mkinitramfs, update-initramfs is one that calls dracut
	if command -v update-initramfs >/dev/null && command -v mkinitramfs >/dev/null; then
		update_image "$1" "$2"
	elif command -v dracut >/dev/null; then
		dracut_image "$1" "$2"
	else
		return 1
	fi
}

# The driver was removed: every image there is
renew_all() (
	for dir in /lib/modules/*/kernel; do
		dir=${dir%/kernel}
		images_of "${dir##*/}" | while read -r image; do
			renew_image "${dir##*/}" "$image" </dev/null ||
				echo "ena-dkms: $image could not be renewed and still has" \
					"the ena that was removed" >&2
		done
	done
)
