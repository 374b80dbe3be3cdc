# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Completion for bash, of git-credential-azdo and, by Git's own completion, of git credential-azdo.

# The options that may follow a command, or, without one, precede it.
__git_credential_azdo_options() {
    case $1 in
    "") echo --server= --store= --cache= --username= --warn-days= --ask= --validate= \
        --env-organization= \
        --version --help ;;
    login)
        echo --with-token --expires= --entra --entra= --scope= --full-access --days= --kind= \
            --store= --help
        ;;
    status | audit | doctor) echo --json --offline --help ;;
    logout) echo --all --revoke --help ;;
    check) echo --notify --help ;;
    scopes) echo --json --help ;;
    import) echo --from= --dry-run --remove --help ;;
    configure | unconfigure) echo --global --system --local --server= --help ;;
    *) echo --help ;;
    esac
}

# The values of an option that has a choice of them.
__git_credential_azdo_values() {
    case $1 in
    --ask) echo auto never ;;
    --entra)
        echo browser device-code azure-cli workload-identity service-principal managed-identity
        ;;
    --expires) echo 7d 30d unknown ;;
    --from) echo gcm libsecret azure-cli azureauth git-credentials netrc url extra-header ;;
    --kind) echo pat entra ;;
    --scope) git-credential-azdo scopes 2>/dev/null | sed -n 's/^  \([^ ]*\) .*/\1/p' ;;
    --validate) echo login always never ;;
    --store) echo secret-service pass keyctl ;;
    esac
}

# Those that tokens are stored for; nobody is asked to unlock anything.
__git_credential_azdo_organizations() {
    git-credential-azdo --ask=never status --offline --json 2>/dev/null |
        sed -n 's/.*"organization": "\([^"]*\)".*/\1/p'
}

# What may stand in place of a command, or be named to one.
__git_credential_azdo_words() {
    case $1 in
    "" | help)
        echo login renew status logout check audit doctor scopes import configure unconfigure \
            help version
        ;;
    login | renew | status | logout | audit | import) __git_credential_azdo_organizations ;;
    esac
}

# Git's completion sets cur, words and cword before it calls this.
_git_credential_azdo() {
    local command="" index=0 choices value
    while ((index < cword)) && [[ ${words[index]} != *credential-azdo ]]; do
        ((++index))
    done
    while ((++index < cword)); do
        # An option's value stands behind a "=" that is a word of its own.
        if [[ ${words[index]} == = || ${words[index - 1]} == = ]]; then
            continue
        elif [[ ${words[index]} != -* ]]; then
            command=${words[index]}
            break
        fi
    done
    case $cur in
    --*=*) choices=$(__git_credential_azdo_values "${cur%%=*}") ;;
    -*) choices=$(__git_credential_azdo_options "$command") ;;
    *) choices=$(__git_credential_azdo_words "$command") ;;
    esac
    value=${cur#*=}
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$value")
    # bash replaces no more than what stands behind a colon.
    if [[ $value == *:* && $COMP_WORDBREAKS == *:* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${value%:*}:"}")
    fi
    if [[ ${COMPREPLY[0]-} == *= ]]; then
        compopt -o nospace 2>/dev/null
    fi
}

__git_credential_azdo_main() {
    local cur words cword
    _get_comp_words_by_ref -n = cur words cword
    _git_credential_azdo
}
complete -F __git_credential_azdo_main git-credential-azdo
