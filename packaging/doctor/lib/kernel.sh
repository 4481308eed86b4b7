# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Will this kernel come up with its interface? To be sourced.

# A reason that ena-dkms-sync notes of a module that it has installed
readonly not_renewed='the initramfs could not be renewed'

# What an "install" in modprobe.d has that loads nothing: true, exit, sh -c "exit 1"
readonly loads_nothing="^([^ ]*/)?([a-z]*sh +-c +[\"']?)?([^ ]*/)?(true|false|:|exit)([ ;\"']|\$)"

# refused ID TEXT ADVICE: this copy will not load. Only half as bad when a
# loader then takes the kernel's own.
refused() {
	if ((fallback)); then
		warn "$1" "$2; $loader then loads the kernel's own copy" "${3:-}"
	else
		fail "$@"
	fi
}

# How the driver is built and installed here
rebuild() {
	if [[ -x $root/usr/sbin/ena-dkms-sync ]]; then
		printf 'ena-dkms-sync --force %s\n' "$1"
	else
		printf 'dkms install --force ena/VERSION -k %s\n' "$1"
	fi
}

check_copies() {
	local release=$1 copy

	mapfile -t copies < <(copies_of "$release")
	own='' own_vermagic='' fallback=0
	for copy in "${copies[@]}"; do
		[[ $copy == "$modules/$release"/kernel/* ]] || continue
		if read_module "$copy"; then
			own=$copy own_vermagic=$m_vermagic own_key=$m_key
			own_plain=$m_plain
			! has_fallback_loader || fallback=1
		else
			warn own-broken "${copy#"$root"}, the kernel's own copy, is damaged" \
				"reinstall the kernel's package"
		fi
	done
	if [[ ! $own ]] && ((${#copies[@]})); then
		warn no-fallback "the kernel's own copy of the driver is not there" \
			"reinstall the kernel's package"
	fi
}

# Any module of the kernel's package shows the vermagic, the key it was signed with, and
# the versions of some symbols
check_reference() {
	local release=$1 file

	if [[ $own ]]; then
		return
	fi
	own_key='' own_plain=''
	file=$(find "$modules/$release/kernel" -name '*.ko*' -print -quit 2>/dev/null)
	if [[ $file ]] && read_module "$file"; then
		own_vermagic=$m_vermagic own_key=$m_key own_plain=$m_plain
	fi
}

# Status 1: there is no copy that could load
check_winner() {
	local release=$1 entry

	entry=$(winner_of "$release")
	winner=$modules/$release/$entry winner_version='' winner_is=''
	if ((!${#copies[@]})); then
		fail module-missing \
			"there is no ena module: this kernel does not see the interface" \
			"$(rebuild "$release"), or reinstall the kernel's package"
		return 1
	elif [[ ! $entry ]]; then
		refused depmod-needed "${copies[0]#"$root"} is not in modules.dep" \
			"${root:+chroot $root }depmod $release"
	elif [[ ! -e $winner ]]; then
		refused module-gone "modules.dep names ${winner#"$root"}, which is not there" \
			"${root:+chroot $root }depmod $release; $(rebuild "$release")"
	elif ! read_module "$winner"; then
		refused module-broken "${winner#"$root"} is damaged: the kernel will refuse it" \
			"is the disk full? Then: $(rebuild "$release")"
	else
		winner_version=$m_version winner_is=$(describe)
		return 0
	fi
	return 1
}

check_others() {
	local release=$1 copy

	for copy in "${copies[@]}"; do
		[[ $copy != "$winner" && $copy != "$modules/$release"/kernel/* ]] ||
			continue
		# check_sync has other advice than to remove that
		[[ $copy != "$modules/$release"/updates/dkms/* ]] || ! displaced "$release" ||
			continue
		warn other-copy "${copy#"$root"} is there too, and ${winner#"$modules/$release/"} is loaded" \
			"remove it, or name the directory you want in /etc/depmod.d and run depmod $release"
	done
}

check_vermagic() {
	local release=$1 want

	other_release=0
	fact vermagic "$m_vermagic"
	want=${own_vermagic:-$release ${m_vermagic#* }}
	[[ $m_vermagic != "$want" ]] || return 0
	# With symbol versions the kernel does not compare the release, but them
	if [[ ${m_vermagic#* } == "${want#* }" && $m_vermagic == *modversions* ]]; then
		other_release=1
		return 0
	fi
	refused wrong-kernel "the module is built for '$m_vermagic', the kernel is '$want'" \
		"build it for this kernel: $(rebuild "$release")"
}

# Lines "CRC SYMBOL": what the kernel exports
symbols_of() {
	local release=$1 file

	file=$(follow "$modules/$release/build")/Module.symvers
	[[ -r $file ]] || file=$(first_file "$root/boot/symvers-$release"{.gz,.xz,.zst,} \
		"$modules/$release/symvers"{.gz,.xz,.zst,})
	if [[ $file ]] && unpack "$file" "$tmp/symvers"; then
		awk '{ print $1, $2 }' "$tmp/symvers"
	fi
}

# Lines "CRC SYMBOL": what a module was built with
imports_of() {
	modprobe --dump-modversions "$1" 2>/dev/null | awk '{ print $1, $2 }' || true
}

# mismatch ALL TABLE FILE: how many symbols of FILE have another CRC in TABLE, and some of
# them; with ALL=1 also those that are not in it
mismatch() {
	awk -v all="$1" '
		NR == FNR { crc[$2] = $1; next }
		!($2 in crc) ? all : crc[$2] != $1 && $1 !~ /^0x0+$/ {
			n++
			if (n <= 3)
				list = list (n > 1 ? ", " : "") $2
		}
		END { if (n) print n " (" list (n > 3 ? " ..." : "") ")" }' "$2" "$3"
}

# The headers tell, but they may be of another build of this kernel: before them go the
# kernel's own modules, which import much the same
check_symbols() {
	local release=$1 all=0 wrong todo

	[[ $winner != "$own" ]] || return 0
	todo="build it again for this kernel: $(rebuild "$release")"
	imports_of "$m_plain" >"$tmp/imports"
	symbols_of "$release" >"$tmp/exports"
	[[ ! -s $tmp/exports ]] || all=1
	: >"$tmp/own"
	[[ ! -s $tmp/imports || ! $own_plain ]] || imports_of "$own_plain" >"$tmp/own"
	if [[ $(mismatch 0 "$tmp/exports" "$tmp/own") ]]; then
		todo="its headers are of another build of it: install those of this one, then: $(rebuild "$release")"
	fi
	cat "$tmp/own" >>"$tmp/exports"
	if [[ ! -s $tmp/imports ]] && command -v nm >/dev/null; then
		nm -u "$m_plain" 2>/dev/null |
			awk '{ print "0x00000000", $NF }' >"$tmp/imports"
	fi
	if [[ ! -s $tmp/exports || ! -s $tmp/imports ]]; then
		((!other_release)) ||
			refused wrong-kernel "the module is built for ${m_vermagic%% *}, and nothing tells that it fits: there are no headers" \
				"$todo"
		return 0
	fi
	wrong=$(mismatch "$all" "$tmp/exports" "$tmp/imports")
	[[ ! $wrong ]] ||
		refused wrong-symbols "symbols that the kernel does not have as the module wants them: $wrong" \
			"$todo"
}

secure_boot() {
	local file

	for file in "$sys"/firmware/efi/efivars/SecureBoot-*; do
		[[ ! -r $file || $(tail -c 1 "$file" | od -An -tu1 | tr -d ' ') != 1 ]] ||
			return 0
	done
	return 1
}

# Prints why modules must be signed, if they must
signing_enforced() {
	local release=$1 lines config

	lines=" $(command_lines "$release" | tr '\n' ' ') "
	config=$(config_of "$release")
	if [[ $lines =~ \ module\.sig_enforce(=[1yY])?\  ]]; then
		echo 'module.sig_enforce'
	elif [[ $lines =~ \ lockdown=(integrity|confidentiality)\  ]]; then
		echo 'lockdown'
	elif grep -q '^CONFIG_MODULE_SIG_FORCE=y' <<<"$config"; then
		echo 'CONFIG_MODULE_SIG_FORCE'
	elif [[ $running ]] && secure_boot &&
	     { [[ ! $config ]] ||
	       grep -q '^CONFIG_LOCK_DOWN_.*SECURE_BOOT=y' <<<"$config"; }; then
		echo 'Secure Boot'
	elif [[ $release == "$running" && \
		$(cat "$sys/kernel/security/lockdown" 2>/dev/null) =~ \[(integrity|conf) ]]
	then
		echo 'lockdown'
	elif [[ $release == "$running" && \
		$(cat "$sys/module/module/parameters/sig_enforce" 2>/dev/null) == Y ]]
	then
		echo 'module.sig_enforce'
	fi
}

# The certificates that DKMS may sign with, those of its settings first
certificates() {
	sed -n 's/^[[:space:]]*mok_certificate=//p' "$root/etc/dkms/framework.conf" \
		"$root"/etc/dkms/framework.conf.d/*.conf 2>/dev/null | tr -d "\"'" || true
	printf '%s\n' /var/lib/shim-signed/mok/MOK.der /var/lib/dkms/mok.pub
}

# key_in_kernel KEY: what /proc/keys calls the key whose certificate has the serial number
# KEY, if that is here: by the subject key identifier, or else by that number
key_in_kernel() {
	local key=$1 file

	while read -r file; do
		openssl x509 -inform DER -in "$root$file" -noout -serial \
			-ext subjectKeyIdentifier 2>/dev/null |
			tr -d ': ' >"$tmp/certificate" || continue
		if grep -qixF "serial=$key" "$tmp/certificate"; then
			sed -n '$s/^serial=//;$p' "$tmp/certificate"
			return
		fi
	done < <(certificates)
}

# The firmware gives it to the kernel, as far as mokutil can tell
firmware_has_key() {
	command -v mokutil >/dev/null || return 1
	{ mokutil --list-enrolled || true; mokutil --db || true; } 2>/dev/null |
		tr -d ' :\n' >"$tmp/mokutil"
	grep -qi "serialnumber${1}signature" "$tmp/mokutil"
}

# 0: the system that runs trusts the key with the serial number KEY; 1: it does not; 2:
# who knows. The signer's name does not tell: all keys that DKMS makes have the same.
key_known() {
	local key=$1 called

	[[ $running && $key ]] || return 2
	! firmware_has_key "$key" || return 0
	grep -sF 'asymmetri' "$proc/keys" >"$tmp/keys" || return 2
	called=$(key_in_kernel "$key")
	[[ $called ]] || return 2
	grep -qiF "$called" "$tmp/keys"
}

check_signature() {
	local release=$1 why status=0 by enrol

	enrol='sign it with a key that the firmware has in db, or: mokutil --import /var/lib/dkms/mok.pub and reboot with a console'
	why=$(signing_enforced "$release")
	fact signer "$m_signer"
	if ((!m_signed)); then
		if [[ $why ]]; then
			refused unsigned "the module is not signed and $why is on" "$enrol"
		else
			note unsigned "the module is not signed; no kernel with Secure Boot loads it"
		fi
		return
	fi
	if [[ ! $why || $winner == "$own" || $m_key && $m_key == "$own_key" ]]; then
		return
	fi
	key_known "$m_key" || status=$?
	by=${m_signer:+"by '$m_signer'"}
	by=${by:-with a key that modinfo does not show}
	case $status in
	1) refused unknown-key "the module is signed $by, whose key is not enrolled, and $why is on" "$enrol" ;;
	2) warn unknown-key "the module is signed $by; whether its key is enrolled cannot be seen here, and $why is on" "$enrol" ;;
	esac
}

# The PCI ids that are here, or those of the usual instance
needed_ids() {
	local dev found=0

	if [[ $running ]]; then
		for dev in $(ena_devices); do
			tr 'a-f' 'A-F' <"$sys/bus/pci/devices/$dev/device" | sed 's/^0x//'
			found=1
		done
	fi
	((found)) || printf '%s\n' "${usual_ids[@]}"
}

check_ids() {
	local release=$1 pci needed lost=' ' worse=0

	needed=" $(needed_ids | tr '\n' ' ') "
	{
		cut -f 2 "$tmp/modprobe"
		[[ ! -r $modules/$release/modules.alias ]] ||
			cat "$modules/$release/modules.alias"
	} | awk '$1 == "alias" && $3 == "ena" { print $2 }' >"$tmp/aliases"
	for pci in "${ids[@]}"; do
		if ! grep -q "^pci:v00001D0Fd0000${pci}sv" "$tmp/aliases"; then
			lost+="1D0F:$pci "
			[[ $needed != *" $pci "* ]] || worse=1
		fi
	done
	[[ $lost != ' ' ]] || return 0
	lost=${lost# }
	if ((worse)); then
		fail lost-ids "nothing loads ena for the PCI ids ${lost% }" \
			"${root:+chroot $root }depmod $release; is the module that wins this driver?"
	else
		warn lost-ids "nothing loads ena for the PCI ids ${lost% }" \
			"${root:+chroot $root }depmod $release"
	fi
}

check_disabled() {
	local release=$1 file line words

	while IFS=$'\t' read -r file line; do
		[[ $line =~ ^[[:space:]]*blacklist ]] || continue
		fail blacklisted "$file says '$line': nothing loads the driver by itself" \
			"remove that line; update-initramfs -u -k all or dracut -f --regenerate-all"
	done <"$tmp/modprobe"
	if [[ $install_line =~ $loads_nothing ]]; then
		fail disabled "modprobe.d says 'install ena $install_line': the driver is never loaded" \
			"remove that line"
	elif [[ $loader == /* && ! -x $root$loader ]]; then
		fail disabled "modprobe.d says 'install ena $install_line', which is not there" \
			"remove that line, or install what it names"
	fi
	words=" $(command_lines "$release" | tr '\n' ' ') "
	[[ ! $words =~ \ ((module_|modprobe\.)?blacklist=([^ ]*,)?ena(,[^ ]*)?)\  ]] ||
		fail blacklisted "the kernel command line says ${BASH_REMATCH[1]}" \
			"remove it from the boot loader's configuration"
}

# What ena-dkms-sync noted of its last try: $sync_...
read_sync() {
	local state=$root/var/lib/ena-dkms/$1

	sync_noted=0 sync_module='' sync_version='' sync_wanted='' sync_reason=''
	[[ -r $state ]] || return 0
	sync_noted=1
	sync_module=$(sed -n 's/^module=//p' "$state")
	sync_version=$(sed -n 's/^version=//p' "$state")
	sync_wanted=$(sed -n 's/^wanted=//p' "$state")
	sync_reason=$(sed -n 's/^reason=//p' "$state")
}

# displaced RELEASE: ena-dkms-sync installed a module, and it is not what modprobe takes
displaced() {
	[[ $sync_module == ours ]] &&
		[[ $winner != "$modules/$1"/updates/dkms/* ||
		   $winner_version != "$sync_version" ]]
}

# Status 1: ena-dkms-sync does not look after this kernel
check_sync() {
	local release=$1

	((sync_noted)) || return 1
	if [[ ! $sync_module ]]; then
		warn not-built "what ena-dkms-sync noted of this kernel is lost, as on a full disk" \
			"when there is room: ena-dkms-sync $release"
	# Of the initramfs check_initramfs tells
	elif [[ $sync_reason && $sync_reason != "$not_renewed" ]]; then
		warn not-built "ena $sync_wanted is not installed for this kernel: $sync_reason" \
			"when the cause is gone: ena-dkms-sync $release; the log is in /var/lib/ena-dkms/$release.log"
	elif [[ $winner_is ]] && displaced "$release"; then
		warn displaced "ena-dkms-sync installed ena $sync_version for this kernel, and ${winner#"$root"}, $winner_is, is what loads" \
			"is another copy in the way? Remove that. Then: ena-dkms-sync --all"
	fi
}

check_dkms() {
	local release=$1 dir version='' built=0 headers

	! check_sync "$release" || return 0
	for dir in "$root"/var/lib/dkms/ena/*/; do
		dir=${dir%/}
		[[ -e $dir/source || -L $dir/source ]] || continue
		version=${dir##*/}
		[[ ! -d $dir/$release ]] || built=1
	done
	[[ $version ]] && ((!built)) || return 0
	headers=$(follow "$modules/$release/build")
	if [[ -d $headers ]]; then
		warn not-built "dkms has ena $version but did not build it for this kernel: its own driver runs" \
			"$(rebuild "$release"); the log is in /var/lib/dkms/ena/$version/build"
	else
		warn not-built "dkms has ena $version, but the headers of this kernel are missing: its own driver runs" \
			"install linux-headers-$release or kernel-devel-$release"
	fi
}

check_packages() {
	local release=$1 status=$root/var/lib/dpkg/status bad

	[[ -r $status ]] || return 0
	# The one that is being installed, and calls this, is not finished yet
	bad=$(awk -v k="$release" -v self="${DPKG_MAINTSCRIPT_PACKAGE:-}" '
		$1 == "Package:" { p = $2 }
		/^Status: install ok / && !/ installed$/ && p != self &&
		(p == "linux-image-" k || p == "linux-headers-" k || p == "ena-dkms") {
			printf "%s%s (%s)", sep, p, $4
			sep = ", "
		}' "$status")
	[[ ! $bad ]] || warn package-unfinished "packages that are not fully installed: $bad" \
		"dpkg --configure -a; no security update is installed until that works"
}

free_mb() {
	df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }'
}

check_space() {
	local dir mb

	for dir in "$root/boot" "$modules"; do
		[[ -d $dir ]] || continue
		mb=$(free_mb "$dir")
		[[ ! $mb ]] || ((mb >= 64)) ||
			warn low-space "$mb MB are free in ${dir#"$root"}: the next update may leave half a kernel" \
				"remove old kernels (apt autoremove --purge, dnf remove --oldinstallonly)"
	done
}

check_kernel() {
	local release=$1

	begin "kernel $release"
	[[ $release != "$next" ]] || fact next yes
	[[ $release != "$running" ]] || fact running yes
	if [[ ! -d $modules/$release ]]; then
		fail no-modules "it has no modules at all" "reinstall the kernel's package"
		return
	fi
	if grep -qs '/ena\.ko' "$modules/$release/modules.builtin"; then
		fact module built-in
		[[ ! $(copies_of "$release") ]] ||
			warn built-in "the driver is part of the kernel; copies on the disk are never loaded"
		return
	fi
	read_sync "$release"
	check_copies "$release"
	check_reference "$release"
	if check_winner "$release"; then
		fact module "${winner#"$root"}"
		fact version "$m_version"
		fact origin "$([[ $m_intree ]] && echo kernel || echo other)"
		check_others "$release"
		check_vermagic "$release"
		check_symbols "$release"
		check_signature "$release"
		check_initramfs "$release"
	fi
	((!${#copies[@]})) || check_ids "$release"
	check_disabled "$release"
	check_dkms "$release"
	check_packages "$release"
}

check_kernels() {
	local release

	kernels=()
	find_modules
	find_kernels
	read_modprobe
	find_next
	if ((next_only)); then
		only=(${next:+"$next"})
	fi
	((${#only[@]})) || only=("${kernels[@]}")
	((${#only[@]})) || fail no-kernel "no kernel was found"
	for release in "${only[@]}"; do
		check_kernel "$release"
	done
	place=system
	check_space
}
