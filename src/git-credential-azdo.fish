# SPDX-License-Identifier: MIT
# Completion for fish, of git-credential-azdo and of git credential-azdo.

# Whether one of these commands has been typed; with none named: whether no command has.
function __git_credential_azdo_has
    set -l words (commandline -opc)
    set -l command
    for word in $words[2..]
        if not string match -q -- '-*' $word; and test $word != credential-azdo
            set command $word
            break
        end
    end
    if test (count $argv) -eq 0
        test -z "$command"
    else
        contains -- "$command" $argv
    end
end

# Those that tokens are stored for; nobody is asked to unlock anything.
function __git_credential_azdo_organizations
    git-credential-azdo --ask=never status --offline --json 2>/dev/null |
        string match -rg '"organization": "([^"]*)"'
end

function __git_credential_azdo_scopes
    git-credential-azdo scopes 2>/dev/null | string match -rg '^  (\S+) '
end

# For the program, and for Git once credential-azdo has been typed.
function __git_credential_azdo_add
    set -l condition __git_credential_azdo_has $argv[1]
    complete -c git-credential-azdo -f -n "$condition" $argv[2..]
    complete -c git -f -n "__fish_seen_subcommand_from credential-azdo; and $condition" $argv[2..]
end

__git_credential_azdo_add '' -l server -x -d 'Also serve this Azure DevOps Server'
__git_credential_azdo_add '' -l store -x -a 'secret-service pass keyctl' -d 'Where tokens are kept'
__git_credential_azdo_add '' -l cache -x -d 'Seconds to answer again without the store'
__git_credential_azdo_add '' -l username -x -d 'The account to prefer'
__git_credential_azdo_add '' -l warn-days -x -d 'Warn so many days before a token ends'
__git_credential_azdo_add '' -l ask -x -a 'auto never' -d 'Whether to ask'
__git_credential_azdo_add '' -l validate -x -a 'login always never' -d 'When a token is asked about'
__git_credential_azdo_add '' -l env-organization -x -d 'What AZURE_DEVOPS_EXT_PAT is for'
__git_credential_azdo_add '' -l version -s v -d 'Print the version'
__git_credential_azdo_add '' -a login -d 'Store a token for an organization'
__git_credential_azdo_add '' -a renew -d 'Replace a token by a new one'
__git_credential_azdo_add '' -a status -d 'Show the stored tokens, and whether they work'
__git_credential_azdo_add '' -a logout -d 'Forget the tokens of an organization'
__git_credential_azdo_add '' -a check -d 'Name the tokens that need you'
__git_credential_azdo_add '' -a audit -d 'Find tokens that could be safer'
__git_credential_azdo_add '' -a doctor -d 'Find out why Git gets no token'
__git_credential_azdo_add '' -a scopes -d 'Show what a token may be allowed to do'
__git_credential_azdo_add '' -a import -d 'Take over the tokens of other helpers and plain files'
__git_credential_azdo_add '' -a configure -d 'Make Git use this helper'
__git_credential_azdo_add '' -a unconfigure -d 'Take back what configure wrote'
__git_credential_azdo_add '' -a help -d 'Explain the program, or one command'
__git_credential_azdo_add '' -a version -d 'Print the version'
__git_credential_azdo_add 'login renew status logout audit import' \
    -a '(__git_credential_azdo_organizations)'
__git_credential_azdo_add login -l with-token -d 'Read the token from standard input'
__git_credential_azdo_add login -l expires -x -a '7d 30d unknown' -d 'When the token ends'
__git_credential_azdo_add login -l entra -d 'Sign in to Microsoft Entra'
__git_credential_azdo_add login -a '--entra=browser --entra=device-code --entra=azure-cli'
__git_credential_azdo_add login -a '--entra=workload-identity --entra=service-principal'
__git_credential_azdo_add login -a '--entra=managed-identity'
__git_credential_azdo_add login -l scope -x -a '(__git_credential_azdo_scopes)' -d 'What tokens may do'
__git_credential_azdo_add login -l full-access -d 'Allow a scope of full access'
__git_credential_azdo_add login -l store -x -a 'secret-service pass keyctl' -d 'Where it is kept from now on'
__git_credential_azdo_add login -l days -x -d 'How long each token lives'
__git_credential_azdo_add login -l kind -x -a 'pat entra' -d 'What Git gets'
__git_credential_azdo_add 'status audit doctor scopes' -l json -d 'As JSON'
__git_credential_azdo_add 'status audit doctor' -l offline -d 'Do not ask Azure DevOps'
__git_credential_azdo_add logout -l all -d 'The tokens of every organization'
__git_credential_azdo_add logout -l revoke -d 'Revoke what was created, first'
__git_credential_azdo_add check -l notify -d 'Show a notification on the desktop'
__git_credential_azdo_add import -l from -x -d 'Look there alone' \
    -a 'gcm libsecret azure-cli azureauth git-credentials netrc url extra-header'
__git_credential_azdo_add import -l dry-run -d 'Show them, and change nothing'
__git_credential_azdo_add import -l remove -d 'Remove what is stored from where it was'
__git_credential_azdo_add 'configure unconfigure' -l global -d 'The configuration of the user'
__git_credential_azdo_add 'configure unconfigure' -l system -d 'The configuration of the machine'
__git_credential_azdo_add 'configure unconfigure' -l local -d 'The configuration of the repository'
__git_credential_azdo_add 'configure unconfigure' -l server -x -d 'An Azure DevOps Server'
__git_credential_azdo_add help -a 'login renew status logout check audit doctor scopes import'
__git_credential_azdo_add help -a 'configure unconfigure help version'
