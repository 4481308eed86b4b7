# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Completion of ena-doctor for bash

_ena_doctor() {
	local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
	local options='--kernel --next-boot --root --boot --live --seconds --quiet
		--json --metrics --color --help'
	local dir root='' i

	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} != --root ]] || root=${COMP_WORDS[i + 1]%/}
	done
	COMPREPLY=()
	case $last in
	--kernel)
		for dir in "$root"/lib/modules/*/ "$root"/usr/lib/modules/*/; do
			dir=${dir%/}
			dir=${dir##*/}
			[[ $dir != "$word"* || $dir == '*' ||
				" ${COMPREPLY[*]} " == *" $dir "* ]] || COMPREPLY+=("$dir")
		done
		;;
	--root) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	--color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$word") ;;
	--seconds) ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
	esac
}

complete -o filenames -F _ena_doctor ena-doctor
