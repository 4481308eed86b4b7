# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Findings: what is found, where, and how it is printed. To be sourced.

# One finding: where[i], severity[i], id[i], text[i], advice[i]. One place, a
# kernel or an interface: places[i], and its facts, lines "PLACE KEY=VALUE".
where=() severity=() id=() text=() advice=() places=() facts=()
place='system'

# found SEVERITY ID TEXT [ADVICE]
found() {
	where+=("$place") severity+=("$1") id+=("$2") text+=("$3")
	advice+=("${4:-}")
}

fail() { found fail "$@"; }
warn() { found warn "$@"; }
note() { found note "$@"; }

begin() {
	place=$1
	places+=("$1")
}

fact() {
	[[ -z $2 ]] || facts+=("$place"$'\t'"$1"$'\t'"$2")
}

status_of_all() {
	local level

	status=0 fails=0 warns=0
	for level in "${severity[@]}"; do
		case $level in
		fail) fails=$((fails + 1)) status=2 ;;
		warn) warns=$((warns + 1)) ;;
		esac
	done
	((status || !warns)) || status=1
}

# Text as a string of JSON
quote() {
	local s=$1

	s=${s//\\/\\\\}
	s=${s//\"/\\\"}
	s=${s//$'\t'/ }
	# Nothing else of this kind has a meaning here
	printf '"%s"' "${s//[[:cntrl:]]/}"
}

# Places in the order of the report: the system's own findings are last
all_places() {
	((!${#places[@]})) || printf '%s\n' "${places[@]}"
	[[ " ${where[*]/%/,} " != *' system, '* ]] || echo system
}

json_findings() {
	local i sep=''

	for i in "${!where[@]}"; do
		[[ ${where[i]} == "$1" ]] || continue
		printf '%s\n      {"id": %s, "severity": %s, "text": %s, "do": %s}' "$sep" \
			"$(quote "${id[i]}")" "$(quote "${severity[i]}")" \
			"$(quote "${text[i]}")" "$(quote "${advice[i]}")"
		sep=,
	done
}

print_json() {
	local p line sep=''

	printf '{\n  "format": 1, "status": %d, "failures": %d, "warnings": %d,\n' \
		"$status" "$fails" "$warns"
	printf '  "root": %s, "next": %s,\n  "places": [' "$(quote "${root:-/}")" \
		"$(quote "$next")"
	while read -r p; do
		printf '%s\n    {"kind": %s, "name": %s,' "$sep" "$(quote "${p%% *}")" \
			"$(quote "${p#* }")"
		for line in "${facts[@]}"; do
			[[ ${line%%$'\t'*} == "$p" ]] || continue
			line=${line#*$'\t'}
			printf ' %s: %s,' "$(quote "${line%%$'\t'*}")" \
				"$(quote "${line#*$'\t'}")"
		done
		printf '\n     "findings": [%s]}' "$(json_findings "$p")"
		sep=,
	done < <(all_places)
	printf ']\n}\n'
}

# The text format of Prometheus, for the textfile collector of node_exporter
print_metrics() {
	local i

	printf '# TYPE ena_doctor_%s gauge\nena_doctor_%s %s\n' \
		failures failures "$fails" warnings warnings "$warns" \
		time_seconds time_seconds "$(date +%s)"
	((${#where[@]})) || return 0
	echo '# TYPE ena_doctor_finding gauge'
	# The same is found twice, when two counters say it
	for i in "${!where[@]}"; do
		printf 'ena_doctor_finding{place=%s,id=%s,severity=%s} 1\n' \
			"$(quote "${where[i]}")" "$(quote "${id[i]}")" \
			"$(quote "${severity[i]}")"
	done | sort -u
}

print_facts() {
	local line

	for line in "${facts[@]}"; do
		[[ ${line%%$'\t'*} == "$1" ]] || continue
		line=${line#*$'\t'}
		printf '  %s%s: %s%s\n' "$dim" "${line%%$'\t'*}" "${line#*$'\t'}" "$plain"
	done
}

print_findings() {
	local i mark

	for i in "${!where[@]}"; do
		[[ ${where[i]} == "$1" ]] || continue
		case ${severity[i]} in
		fail) mark="${red}FAIL$plain" ;;
		warn) mark="${yellow}warn$plain" ;;
		note) mark=note ;;
		esac
		printf '  %s %s: %s\n' "$mark" "${id[i]}" "${text[i]}"
		[[ ! ${advice[i]} ]] || printf '       do: %s\n' "${advice[i]}"
	done
}

print_text() {
	local p bold='' dim='' red='' yellow='' plain=''

	if [[ $color == always || $color == auto && -t 1 && ! ${NO_COLOR:-} ]]; then
		bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' yellow=$'\e[33m' plain=$'\e[0m'
	fi
	while read -r p; do
		if ((quiet)) && [[ " ${where[*]/%/,} " != *" $p, "* ]]; then
			continue
		fi
		printf '%s%s%s\n' "$bold" "$p" "$plain"
		((quiet)) || print_facts "$p"
		print_findings "$p"
	done < <(all_places)
	printf '%s: %d failed, %d warnings\n' "$name" "$fails" "$warns"
}
