#compdef git-credential-azdo
#description keep the tokens of Azure DevOps
# SPDX-License-Identifier: MIT
# Completion for zsh, of git-credential-azdo and, by zsh's own for Git, of git credential-azdo.

# Those that tokens are stored for; nobody is asked to unlock anything.
_git-credential-azdo-organizations() {
    local -a organizations
    organizations=(${(f)"$(git-credential-azdo --ask=never status --offline --json 2>/dev/null |
        sed -n 's/.*"organization": "\([^"]*\)".*/\1/p')"})
    _values organization $organizations
}

_git-credential-azdo-scopes() {
    local -a scopes
    scopes=(${(f)"$(git-credential-azdo scopes 2>/dev/null | sed -n 's/^  \([^ ]*\) .*/\1/p')"})
    compadd -a scopes
}

_git-credential-azdo-commands() {
    local -a commands
    commands=(
        'login:store a token for an organization'
        'renew:replace a token by a new one'
        'status:show the stored tokens, and whether they work'
        'logout:forget the tokens of an organization'
        'check:name the tokens that need you'
        'audit:find tokens that could be safer'
        'doctor:find out why Git gets no token'
        'scopes:show what a token may be allowed to do'
        'import:take over the tokens of other helpers and plain files'
        'configure:make Git use this helper for Azure DevOps'
        'unconfigure:take back what configure wrote'
        'help:explain the program, or one command'
        'version:print the version'
    )
    _describe command commands
}

_git-credential-azdo() {
    local curcontext=$curcontext state line
    local organizations='*:organization:_git-credential-azdo-organizations'
    local organization='1:organization:_git-credential-azdo-organizations'
    local -a files=(
        '(--system --local)--global[the configuration of the user]'
        '(--global --local)--system[the configuration of the machine]'
        '(--global --system)--local[the configuration of the repository]'
        '--server=[an Azure DevOps Server]:address:'
    )
    _arguments -C \
        '*--server=-[also serve this Azure DevOps Server]:address:' \
        '--store=-[where tokens are kept]:store:(secret-service pass keyctl)' \
        '--cache=-[seconds to answer again without the store]:seconds:' \
        '--username=-[the account to prefer]:name:' \
        '--warn-days=-[warn so many days before a token ends]:days:' \
        '--ask=-[whether to ask]:when:(auto never)' \
        '--validate=-[when Azure DevOps is asked about a token]:when:(login always never)' \
        '--env-organization=-[what AZURE_DEVOPS_EXT_PAT is for]:organizations:' \
        '(- *)--version[print the version]' \
        '(- *)--help[print the commands and options]' \
        '1:command:_git-credential-azdo-commands' \
        '*::argument:->arguments'
    [[ $state == arguments ]] || return
    case $words[1] in
    login)
        _arguments \
            '--with-token[read the token from standard input]' \
            '--expires=[when the token ends]:when:(7d 30d unknown)' \
            '--entra=-[sign in to Microsoft Entra]::source:(browser device-code azure-cli
                workload-identity service-principal managed-identity)' \
            '*--scope=[what the tokens may do]:scope:_git-credential-azdo-scopes' \
            '--full-access[allow a scope of full access]' \
            '--store=[where it is kept from now on]:store:(secret-service pass keyctl)' \
            '--days=[how long each token lives]:days:' \
            '--kind=[what Git gets]:kind:(pat entra)' \
            $organization
        ;;
    renew) _arguments $organization ;;
    status | audit)
        _arguments '--json[as JSON]' '--offline[do not ask Azure DevOps]' $organizations
        ;;
    doctor) _arguments '--json[as JSON]' '--offline[do not ask Azure DevOps]' ;;
    logout)
        _arguments \
            '--all[the tokens of every organization]' \
            '--revoke[revoke what was created, first]' \
            $organization
        ;;
    check) _arguments '--notify[show a notification on the desktop]' ;;
    scopes) _arguments '--json[as JSON]' '1:pattern:' ;;
    import)
        _arguments \
            '*--from=[look there alone]:source:(gcm libsecret azure-cli azureauth git-credentials
                netrc url extra-header)' \
            '--dry-run[show them, and change nothing]' \
            '--remove[remove what is stored from where it was]' \
            $organization
        ;;
    configure | unconfigure) _arguments $files ;;
    help) _arguments '1:command:_git-credential-azdo-commands' ;;
    esac
}

_git-credential-azdo "$@"
