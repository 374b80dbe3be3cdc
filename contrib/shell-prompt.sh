# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A mark in the prompt of bash (5 or later) or zsh while an Azure DevOps token needs you. In
# ~/.bashrc, after an installation into ~/.local (else /usr/local or /usr):
#
#   source ~/.local/share/git-credential-azdo/shell-prompt.sh
#   PROMPT_COMMAND="azdo_prompt_mark; $PROMPT_COMMAND"
#   PS1='$AZDO_PROMPT_MARK'"$PS1"
#
# or in ~/.zshrc:
#
#   source ~/.local/share/git-credential-azdo/shell-prompt.sh
#   precmd_functions+=(azdo_prompt_mark)
#   setopt prompt_subst
#   PROMPT='$AZDO_PROMPT_MARK'"$PROMPT"
#
# It starts no program: it reads what the last `git credential-azdo check` has noted, which a timer
# runs every day: systemctl --user enable --now git-credential-azdo.timer. A note that is older than
# two days is not believed.
if [ -n "${ZSH_VERSION-}" ]; then
    zmodload zsh/datetime
fi

# shellcheck disable=SC2034 # the mark is for the prompt
azdo_prompt_mark() {
    local when count file="${XDG_STATE_HOME:-$HOME/.local/state}/git-credential-azdo/check"
    AZDO_PROMPT_MARK=
    [ -r "$file" ] && read -r when count <"$file" || return 0
    [ -n "$when" ] && [ -n "$count" ] || return 0
    case $when$count in
    *[!0-9]*) return 0 ;;
    esac
    if [ "$count" -gt 0 ] && [ $((EPOCHSECONDS - when)) -lt 172800 ]; then
        AZDO_PROMPT_MARK='(token!) '
    fi
}
