# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The copies of the module, and what is in one. To be sourced.

# unpack FILE OUT: decompressed; status 1: damaged, 2: there is no tool for it
unpack() {
	local tool

	case $1 in
	*.xz) tool=xz ;;
	*.zst) tool=zstd ;;
	*.gz) tool=gzip ;;
	*)
		cat "$1" >"$2" 2>/dev/null
		return
		;;
	esac
	command -v $tool >/dev/null || return 2
	$tool -dc <"$1" >"$2" 2>/dev/null
}

# Reads FILE into the variables m_...; fails when it is no module. The plain
# module is kept as $m_plain.
read_module() {
	local line key status=0

	m_version='' m_vermagic='' m_signer='' m_key='' m_src='' m_intree='' m_signed=0
	m_file=$1
	m_plain=$(mktemp -d "$tmp/module.XXXXXX")/ena.ko
	unpack "$1" "$m_plain" || status=$?
	case $status in
	0) ;;
	2) m_plain=$1 ;;
	*) return 1 ;;
	esac
	modinfo "$m_plain" >"$tmp/modinfo" 2>/dev/null || return 1
	while IFS= read -r line; do
		key=${line%%:*}
		line=${line#*:}
		line=${line#"${line%%[![:space:]]*}"}
		line=${line%"${line##*[![:space:]]}"}
		case $key in
		version) m_version=$line ;;
		vermagic) m_vermagic=$line ;;
		signer) m_signer=$line ;;
		# The serial number of its certificate
		sig_key) m_key=${line//:/} ;;
		srcversion) m_src=$line ;;
		intree) m_intree=$line ;;
		esac
	done <"$tmp/modinfo"
	[[ $(tail -c 28 "$m_plain" | tr -d '\0') != '~Module signature appended~' ]] ||
		m_signed=1
	[[ $m_vermagic ]]
}

# version and origin, for people
describe() {
	if [[ $m_intree ]]; then
		printf "the kernel's own"
	else
		printf 'version %s' "${m_version:-unknown}"
	fi
}

# All copies of the module of RELEASE
copies_of() {
	[[ -d $modules/$1 ]] || return 0
	find "$modules/$1" \( -name build -o -name source \) -prune -o \
		\( -name ena.ko -o -name 'ena.ko.[gxz]*' \) -print | sort
}

# The copy that modprobe takes
winner_of() {
	[[ -r $modules/$1/modules.dep ]] || return 0
	sed -n 's/^\([^:]*\):.*/\1/p' "$modules/$1/modules.dep" |
		awk '/(^|\/)ena\.ko(\.[a-z0-9]+)?$/ { print; exit }'
}
