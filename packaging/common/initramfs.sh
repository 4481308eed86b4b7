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
	"$list" "$2" 2>/dev/null | grep -cF "/$1/updates/dkms/ena.ko" >/dev/null
)

# What dracut itself does is to write over the old one, and to remove it when there
# is no room. The name is none that a boot loader takes for an initramfs, so the hooks
# of boot loaders, which dracut would call, have to wait for the right one.
dracut_image() (
	image=$(readlink -f "$2")
	new=${image%/*}/.ena-dkms-new-$1
	trap 'rm -f "$new"' EXIT
	trap 'exit 1' HUP INT TERM
	NO_POST_UPDATE_HOOKS=1 dracut --force --quiet --kver "$1" "$new" &&
		image_fits "$1" "$new" && sync "$new" && mv -f "$new" "$image" &&
		sync -f "$image" && call_boot_loader "$1" "$image"
)

# As update-initramfs does
call_boot_loader() {
	if [ -d /etc/initramfs/post-update.d ] && command -v run-parts >/dev/null; then
		run-parts --arg="$1" --arg="$2" /etc/initramfs/post-update.d
	fi
}

# What a dracut_image that was killed has left. Not while another may be running.
remove_leftovers() (
	for dir in /lib/modules/*/kernel; do
		dir=${dir%/kernel}
		images_of "${dir##*/}" | while read -r image; do
			image=$(readlink -f "$image")
			rm -f "${image%/*}"/.ena-dkms-new*
		done
	done
)

# update-initramfs may do nothing, or leave a module out, without an error
update_image() (
	before=$(stat -Lc '%i %y' "$2")
	update-initramfs -u -k "$1" &&
		[ "$(stat -Lc '%i %y' "$2")" != "$before" ] && image_fits "$1" "$2"
)

# renew_image KERNEL IMAGE: status 1 if that could not be done
renew_image() {
	# There is an update-initramfs that calls dracut
	if grep -qs mkinitramfs "$(command -v update-initramfs)"; then
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
