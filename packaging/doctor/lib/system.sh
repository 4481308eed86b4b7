# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The system at hand, which may be an image: its kernels, which of them is
# booted next, its modprobe.d. To be sourced.

# What a symbolic link in the root points to, in the root
follow() {
	local to

	if [[ ! -L $1 ]]; then
		printf '%s\n' "$1"
		return
	fi
	to=$(readlink "$1")
	[[ $to == /* ]] && to=$root$to || to=${1%/*}/$to
	printf '%s\n' "$to"
}

first_file() {
	local file

	for file; do
		if [[ -e $file || -L $file ]]; then
			printf '%s\n' "$file"
			return
		fi
	done
}

find_modules() {
	local dir entries

	modules=$root/lib/modules
	for dir in usr/lib/modules lib/modules; do
		entries=("$root/$dir"/*/)
		if ((${#entries[@]})); then
			modules=$root/$dir
			return
		fi
	done
}

# The kernel that runs, if it is one of this system. In an image, also in a chroot with
# the /sys and /proc of the host, nothing that is true now tells of the next boot.
find_running() {
	running=''
	[[ ! $root || $here ]] || return 0
	running=$(uname -r)
	[[ -d $modules/$running/kernel ]] || running=''
}

image_of() {
	first_file "$root"/boot/{vmlinuz,vmlinux,Image,kernel}-"$1" \
		"$root"/boot/{efi/,}*/"$1"/linux "$root"/efi/*/"$1"/linux \
		"$modules/$1/vmlinuz"
}

initramfs_of() {
	first_file "$root"/boot/{initrd.img-"$1",initramfs-"$1".img,initrd-"$1"} \
		"$root"/boot/{efi/,}*/"$1"/initrd "$root"/efi/*/"$1"/initrd \
		"$modules/$1"/{initramfs.img,initrd}
}

config_of() {
	local file

	file=$(first_file "$root/boot/config-$1" "$modules/$1/config")
	[[ ! -r $file ]] || cat "$file"
}

# Kernels with an image. Without a single image, as in a container or with
# another /boot, those with modules.
find_kernels() {
	local entry release with=() without=()

	for entry in "$modules"/*/ "$root"/boot/vmlinuz-*; do
		release=${entry%/}
		release=${release##*/}
		release=${release#vmlinuz-}
		# Others are rescue systems, or names that stay as releases change
		[[ $release == [1-9]* && $release != *.old ]] || continue
		if [[ $(image_of "$release") ]]; then
			with+=("$release")
		elif [[ -d $modules/$release/kernel ]]; then
			without+=("$release")
		fi
	done
	((${#with[@]})) || with=("${without[@]}")
	((!${#with[@]})) || mapfile -t kernels < <(printf '%s\n' "${with[@]}" | sort -uV)
}

grub_cfg() {
	first_file "$root"/boot/grub{,2}/grub.cfg
}

loader_entries() {
	local dir file

	for dir in "$root"/boot "$root"/boot/efi "$root"/efi; do
		for file in "$dir"/loader/entries/*.conf; do
			printf '%s\n' "$file"
		done
	done
}

# Lines "RELEASE<tab>with|without<tab>PATH<tab>COMMAND LINE" of grub.cfg, in its
# order. PATH leads there: number, title and id of each submenu and of the entry,
# with bytes 31 and 30 between them, which are in no title.
grub_entries() {
	local cfg

	cfg=$(grub_cfg)
	[[ -r $cfg ]] || return 0
	awk '
		function quoted(line, after,	i, q) {
			i = after == "" ? match(line, /["\047]/) : index(line, after)
			if (!i)
				return ""
			line = substr(line, i + length(after))
			if (after != "")
				sub(/^[ \t=]+/, "", line)
			q = substr(line, 1, 1)
			if (q != "\"" && q != "\047") {
				sub(/[ \t].*/, "", line)
				return line
			}
			line = substr(line, 2)
			return substr(line, 1, index(line, q) - 1)
		}
		function id_of(line,	id) {
			id = quoted(line, "$menuentry_id_option")
			return id != "" ? id : quoted(line, " --id")
		}
		function step(line) {
			return count[depth]++ "\037" quoted(line, "") "\037" id_of(line)
		}
		function end() {
			if (release != "")
				print release "\t" initrd "\t" where "\t" command
			release = ""
		}
		BEGIN { depth = 0 }
		$1 == "menuentry" || $1 == "submenu" {
			end()
			where = path[depth] step($0)
			initrd = "without"
		}
		$1 ~ /^linux(16|efi)?$/ && $2 ~ /\/(vmlinuz|vmlinux|Image|kernel)-/ {
			release = $2
			sub(/.*\/(vmlinuz|vmlinux|Image|kernel)-/, "", release)
			command = $0
			sub(/^[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]*/, "", command)
		}
		$1 ~ /^initrd(16|efi)?$/ { initrd = "with" }
		# Only what is in a submenu is a menu of its own
		/[{][ \t]*$/ {
			menu[++blocks] = $1 == "submenu"
			if ($1 == "submenu") {
				path[++depth] = where "\036"
				count[depth] = 0
			}
		}
		/^[ \t]*[}][ \t]*$/ && blocks { depth -= menu[blocks--] }
		END { end() }' "$cfg"
}

# Of BLS entries the name, release and options, the newest last
bls_entries() {
	local file

	loader_entries | while read -r file; do
		[[ ! -r $file ]] || awk -v entry="$(basename "$file" .conf)" '
			$1 == "version" { release = $2 }
			$1 == "linux" { linux = $2 }
			$1 == "options" { sub(/^[ \t]*options[ \t]+/, ""); o = o " " $0 }
			END {
				if (release == "") {
					release = linux
					sub(/\/linux$/, "", release)
					sub(/.*(\/|vmlinuz-)/, "", release)
				}
				print entry "\t" release "\t" o
			}' "$file"
	done | sort -t $'\t' -k 2,2V
}

grub_env() {
	local file

	file=$(grub_cfg)
	file=$(first_file ${file:+"${file%/*}/grubenv"} "$root"/boot/grub{,2}/grubenv)
	[[ ! $file ]] || file=$(follow "$file")
	[[ ! -r $file ]] || sed -n "s/^$1=//p" "$file" | tail -n 1 | tr -d '\0'
}

# What grub-mkconfig reads; each may overrule those before
grub_settings() {
	local file

	for file in "$root"/etc/default/grub "$root"/etc/default/grub.d/*.cfg; do
		[[ ! -r $file ]] || cat "$file"
	done
}

# What is booted unless grubenv names another entry for once. grub.cfg tells, whose
# last word counts; the settings may have been changed since it was made.
grub_default() {
	local cfg choice=''

	cfg=$(grub_cfg)
	# shellcheck disable=SC2016 # names of the boot loader's
	[[ ! -r $cfg ]] || choice=$(sed -n 's/^[ \t]*set[ \t][ \t]*default=//p' "$cfg" |
		tr -d "\"'" | sed '/^\${next_entry}/d;s/^\${saved_entry}.*/saved/' |
		tail -n 1)
	[[ $choice ]] || choice=$(grub_settings | sed -n 's/^GRUB_DEFAULT=//p' |
		tail -n 1 | tr -d "\"'")
	[[ $choice != saved ]] || choice=$(grub_env saved_entry)
	printf '%s\n' "$choice"
}

# The release that grub boots by the name or number of an entry, or "SUBMENU>ENTRY".
# What is in a submenu is not found by its own name alone; of a submenu without an
# entry the first is taken.
grub_choice() {
	awk -F '\t' -v want="$1" '
		BEGIN { words = split(want, word, ">") }
		{
			depth = split($3, step, "\036")
			for (i = 1; i <= depth; i++) {
				split(step[i], is, "\037")
				w = i > words ? "0" : word[i]
				if (w != is[2] && w != is[3] && w != is[1])
					next
			}
			print $1
			exit
		}' "$tmp/grub"
}

find_next() {
	local choice link

	grub_entries >"$tmp/grub"
	bls_entries >"$tmp/bls"
	next=''
	choice=$(grub_env next_entry)
	[[ $choice ]] || choice=$(grub_default)
	# Fedora and its like do not write "saved" anywhere else
	[[ $choice ]] || choice=$(grub_env saved_entry)
	if [[ -s $tmp/grub ]]; then
		next=$(grub_choice "${choice:-0}")
		[[ $next ]] || next=$(grub_choice 0)
	elif [[ -s $tmp/bls ]]; then
		next=$(tac "$tmp/bls" | awk -F '\t' -v want="${choice:-0}" '
			want ~ /^[0-9]+$/ ? NR == want + 1 : $1 == want { print $2 }')
		[[ $next ]] || next=$(tail -n 1 "$tmp/bls" | cut -f 2)
	elif [[ -L $root/vmlinuz ]]; then
		link=$(readlink "$root/vmlinuz")
		next=${link##*/vmlinuz-}
	elif ((${#kernels[@]})); then
		next=${kernels[-1]}
	fi
}

# The kernel command lines that RELEASE is, or may be, booted with
command_lines() {
	awk -F '\t' -v k="$1" '$1 == k { print $4 }' "$tmp/grub"
	awk -F '\t' -v k="$1" '$2 == k { print $3 }' "$tmp/bls"
	if [[ $1 == "$running" ]]; then
		cat "$proc/cmdline"
	elif [[ ! -s $tmp/grub && -r $root/etc/default/grub ]]; then
		grub_settings | sed -n 's/^GRUB_CMDLINE_LINUX[A-Z_]*=//p' | tr -d "\"'"
	elif [[ -r $root/etc/kernel/cmdline ]]; then
		cat "$root/etc/kernel/cmdline"
	fi
}

# The files that count, in the order of their names, wherever they are: one name masks
# the same name in later directories
modprobe_files() {
	local dir file base seen=' '

	for dir in etc run usr/local/lib usr/lib lib; do
		for file in "$root/$dir"/modprobe.d/*.conf; do
			base=${file##*/}
			[[ $seen != *" $base "* ]] || continue
			seen+="$base "
			file=$(follow "$file")
			[[ ! -f $file || ! -r $file ]] || printf '%s\t%s\n' "$base" "$file"
		done
	done | LC_ALL=C sort | cut -f 2
}

read_modprobe() {
	local file

	modprobe_files | while read -r file; do
		# Lines go on after a backslash
		sed -e ':a' -e '/\\$/{N;s/\\\n/ /;ba' -e '}' "$file" |
			awk -v file="${file#"$root"}" '
				$1 == "blacklist" && $2 == "ena" ||
				$1 == "install" && $2 == "ena" ||
				$1 == "alias" && $3 == "ena" {
					printf "%s\t%s\n", file, $0
				}'
	done >"$tmp/modprobe"
	# The first one wins
	install_line=$(sed -n '/\t[ \t]*install/{s/.*\t[ \t]*install[ \t]*ena[ \t]*//p;q}' \
		"$tmp/modprobe")
	loader=${install_line%%[[:space:]]*}
}

# modprobe runs a script that falls back to another copy when one is refused
has_fallback_loader() {
	[[ $loader == /* && -x $root$loader ]] && grep -q insmod "$root$loader"
}
