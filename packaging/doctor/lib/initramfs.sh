# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The initramfs of a kernel, and the driver in it. To be sourced.

# Without one, only kernels that have disk and file system built in find a root
check_no_initramfs() {
	local release=$1 builtin=$modules/$1/modules.builtin

	if [[ -r $builtin ]] && grep -q '/nvme\.ko' "$builtin" &&
	   grep -qE '/(ext4|xfs|btrfs)\.ko' "$builtin"; then
		warn no-initramfs "there is no initramfs; the kernel may do without" \
			"update-initramfs -c -k $release, or dracut --kver $release; update-grub"
	else
		fail no-initramfs "there is no initramfs: the kernel does not find its root" \
			"update-initramfs -c -k $release, or dracut --kver $release; update-grub"
	fi
}

# at FILE OFFSET: FILE from there on. Who reads it may stop early.
at() {
	{ tail -c "+$(($2 + 1))" "$1" || true; } 2>/dev/null
}

# The decompressor for what lies at OFFSET; "cpio" if nothing is compressed
format_at() {
	local magic

	magic=$(at "$1" "$2" | od -An -tx1 -N 6 | tr -d ' \n')
	case $magic in
	30373037*) echo cpio ;;
	1f8b*) echo gzip ;;
	28b52ffd*) echo zstd ;;
	fd377a58*) echo xz ;;
	02214c18*) echo lz4 ;;
	425a68*) echo bzip2 ;;
	5d0000*) echo lzma ;;
	894c5a*) echo lzop ;;
	esac
}

# Takes what concerns the driver out of an initramfs: uncompressed archives, then
# maybe a compressed one. Fails if it cannot be read.
open_initramfs() {
	local file=$1 out=$2 offset=0 format ends size end
	local want=('*/ena.ko' '*/ena.ko.*' '*/modules.dep')

	command -v cpio >/dev/null || return 1
	size=$(stat -Lc %s "$file")
	# Where uncompressed archives end
	mapfile -t ends < <(grep -abo '0707[0-9A-Fa-f]\{106\}TRAILER!!!' "$file" |
		cut -d : -f 1 || true)
	while ((offset < size)); do
		format=$(format_at "$file" "$offset")
		case $format in
		'') return 1 ;;
		cpio) at "$file" "$offset" ;;
		*)
			command -v "$format" >/dev/null || return 1
			# What follows the archive is none of its business
			at "$file" "$offset" | { "$format" -dc || true; } 2>/dev/null
			;;
		esac | {
			cpio -idm --quiet --no-absolute-filenames -D "$out" \
				"${want[@]}" 2>"$tmp/cpio" || echo bad >"$tmp/cpio.bad"
			cat >/dev/null
		}
		if [[ -e $tmp/cpio.bad ]]; then
			rm "$tmp/cpio.bad"
			return 1
		fi
		[[ $format == cpio ]] || break
		for end in "${ends[@]}"; do
			((end < offset)) || break
		done
		((end >= offset)) || break
		# Its last header is 110 bytes, its name 11; zeroes up to what follows
		offset=$((end + 121))
		end=$(at "$file" "$offset" | { grep -zabo -m 1 . || true; } |
			{ head -z -n 1 || true; } | cut -z -d : -f 1 | tr -d '\0')
		[[ $end ]] || break
		offset=$((offset + end))
	done
}

network_root() {
	[[ " $(command_lines "$1" | tr '\n' ' ') " =~ \ (root=(/dev/nfs|nfs|iscsi|nbd)|ip=|netroot=|nfsroot=) ]]
}

check_initramfs() {
	local release=$1 file image dir

	file=$(initramfs_of "$release") image=$(image_of "$release")
	if [[ ! $file ]]; then
		# An image that is with the modules is not yet installed, nor is this
		[[ ! $image || $image == "$modules"/* ]] || check_no_initramfs "$release"
		return
	fi
	if awk -F '\t' -v k="$release" '
		$1 == k && !n++ { without = $2 == "without" }
		END { exit !without }' "$tmp/grub"; then
		warn grub-without-initramfs "grub's first entry of this kernel has no initrd line" \
			"update-grub, or grub2-mkconfig"
	fi
	dir=$(mktemp -d "$tmp/initramfs.XXXXXX")
	if [[ ! -r $file ]] || ! open_initramfs "$file" "$dir"; then
		note initramfs-unread "${file#"$root"} could not be read" \
			"run as root, with cpio and the decompressor installed"
		[[ $sync_reason != "$not_renewed" ]] ||
			warn initramfs-stale "ena-dkms-sync could not renew ${file#"$root"}" \
				"is /boot full or read-only? Then: ena-dkms-sync --force $release"
		return
	fi
	compare_initramfs "$release" "$file" "$(copy_inside "$release" "$dir")"
	rm -rf "$dir"
}

# The copy that is loaded from the initramfs that lies in DIR
copy_inside() {
	local release=$1 dir=$2 dep entry inside

	mapfile -t inside < <(find "$dir" -path "*/$release/*" -name 'ena.ko*')
	dep=$(find "$dir" -path "*/$release/modules.dep" -print -quit)
	if [[ $dep ]]; then
		entry=$(sed -n 's/:.*//p' "$dep" | grep -m 1 '\(^\|/\)ena\.ko' || true)
		[[ ! $entry || ! -e ${dep%/*}/$entry ]] || inside=("${dep%/*}/$entry")
	fi
	printf '%s\n' "${inside[0]:-}"
}

# compare_initramfs RELEASE FILE COPY: the copy inside is that on the disk?
compare_initramfs() {
	local release=$1 file=$2 copy=$3 plain=$m_plain disk=$m_file
	local was wanted=$m_version/$m_vermagic/$m_src what todo

	fact initramfs "$([[ $copy ]] && echo yes || echo no)"
	if [[ ! $copy ]]; then
		! network_root "$release" ||
			fail initramfs-without "${file#"$root"} has no ena, and the root is on the network" \
				"update-initramfs -u -k $release, or dracut -f --kver $release"
		return
	fi
	was=$(describe)
	if ! read_module "$copy"; then
		what="is damaged"
	elif cmp -s "$m_plain" "$plain"; then
		return
	# Tools that make an initramfs may strip modules
	elif [[ $m_src && $m_version/$m_vermagic/$m_src == "$wanted" ]]; then
		return
	else
		what="is $(describe)"
	fi
	todo="update-initramfs -u -k $release, or dracut -f --kver $release"
	# It may be the last copy
	! displaced "$release" || todo="nothing by hand, see \"displaced\""
	warn initramfs-stale "the copy in ${file#"$root"} $what and is loaded at boot; ${disk#"$root"} is $was" \
		"$todo"
}
