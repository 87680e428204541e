# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
# Completion for bash. Commands and options are taken from the output of --help.
_cohmem()
{
	local word=${COMP_WORDS[COMP_CWORD]}

	if [ "$COMP_CWORD" -eq 1 ]; then
		COMPREPLY=($(compgen -W "$(cohmem --help | sed -n 's/^  \([a-z]*\) .*/\1/p') --help" -- "$word"))
	elif [[ $word == -* ]]; then
		COMPREPLY=($(compgen -W "$(cohmem "${COMP_WORDS[1]}" --help | grep -o -- '--[a-z]*' | sort -u)" -- "$word"))
	else
		compopt -o default
		COMPREPLY=()
	fi
}
complete -F _cohmem cohmem
