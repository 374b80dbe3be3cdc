/* SPDX-License-Identifier: MIT */
#include "azure/pat_error.h"

/* In a hint, what stands for the organization. */
#define ORGANIZATION "<org>"

#define HINT_AGAIN "try again"
#define HINT_LATER "try again later"
#define HINT_NEW "create a new token: git credential-azdo login --entra " ORGANIZATION
#define HINT_OTHER_SIGN_IN "sign in again: git credential-azdo login --entra " ORGANIZATION
#define HINT_AS_PERSON                                                                             \
    "sign in as a person, through the Azure CLI: "                                                 \
    "git credential-azdo login --entra=azure-cli " ORGANIZATION
#define HINT_NETWORK "use a network that your organization allows, or ask your administrator"
#define HINT_SPELLING "look how the organization is spelt: https://dev.azure.com/" ORGANIZATION

/* Policies have the names under which an administrator finds them in the organization settings. */
static const struct {
    const char *name;
    const char *sentence;
    const char *hint;
} errors[] = {
    [PAT_ERROR_NONE] =
        {
            "none",
            "it says that nothing is the matter",
            HINT_AGAIN,
        },
    [PAT_ERROR_DISPLAY_NAME_REQUIRED] =
        {
            "displayNameRequired",
            "the token needs a name",
            NULL,
        },
    [PAT_ERROR_INVALID_DISPLAY_NAME] =
        {
            "invalidDisplayName",
            "the name of the token is not accepted",
            NULL,
        },
    [PAT_ERROR_INVALID_VALID_TO] =
        {
            "invalidValidTo",
            "the date at which the token is to end is not accepted",
            "look at this machine's clock, or choose a shorter life: git credential-azdo login "
            "--entra --days 7 " ORGANIZATION,
        },
    [PAT_ERROR_INVALID_SCOPE] =
        {
            "invalidScope",
            "a scope of the token is not accepted",
            "look at the scopes that there are: git credential-azdo scopes",
        },
    [PAT_ERROR_USER_ID_REQUIRED] =
        {
            "userIdRequired",
            "the sign-in names no person",
            HINT_AS_PERSON,
        },
    [PAT_ERROR_INVALID_USER_ID] =
        {
            "invalidUserId",
            "the sign-in names nobody whom the organization knows",
            HINT_OTHER_SIGN_IN,
        },
    [PAT_ERROR_INVALID_USER_TYPE] =
        {
            "invalidUserType",
            "the sign-in is no person's",
            HINT_AS_PERSON,
        },
    [PAT_ERROR_ACCESS_DENIED] =
        {
            "accessDenied",
            "the person who signed in may not do this",
            "ask an administrator of the organization, or sign in as somebody else: git "
            "credential-azdo login --entra " ORGANIZATION,
        },
    [PAT_ERROR_FAILED_TO_ISSUE_ACCESS_TOKEN] =
        {
            "failedToIssueAccessToken",
            "Azure DevOps failed to issue the token",
            HINT_LATER,
        },
    [PAT_ERROR_INVALID_CLIENT] =
        {
            "invalidClient",
            "the application that signs in may not do this",
            HINT_AS_PERSON,
        },
    [PAT_ERROR_INVALID_CLIENT_TYPE] =
        {
            "invalidClientType",
            "the kind of application that signs in may not do this",
            HINT_AS_PERSON,
        },
    [PAT_ERROR_INVALID_CLIENT_ID] =
        {
            "invalidClientId",
            "the application that signs in is not known",
            HINT_AS_PERSON,
        },
    [PAT_ERROR_INVALID_TARGET_ACCOUNTS] =
        {
            "invalidTargetAccounts",
            "the organization is not accepted",
            HINT_SPELLING,
        },
    [PAT_ERROR_HOST_AUTHORIZATION_NOT_FOUND] =
        {
            "hostAuthorizationNotFound",
            "the organization does not know this sign-in",
            "open https://dev.azure.com/" ORGANIZATION " in a browser once, then try again",
        },
    [PAT_ERROR_AUTHORIZATION_NOT_FOUND] =
        {
            "authorizationNotFound",
            "there is no such token, or no more",
            HINT_NEW,
        },
    [PAT_ERROR_FAILED_TO_UPDATE_ACCESS_TOKEN] =
        {
            "failedToUpdateAccessToken",
            "Azure DevOps failed to change the token",
            HINT_LATER,
        },
    [PAT_ERROR_SOURCE_NOT_SUPPORTED] =
        {
            "sourceNotSupported",
            "requests from here are not supported",
            HINT_NETWORK,
        },
    [PAT_ERROR_INVALID_SOURCE_IP] =
        {
            "invalidSourceIP",
            "the network address from which it is asked is not accepted",
            HINT_NETWORK,
        },
    [PAT_ERROR_INVALID_SOURCE] =
        {
            "invalidSource",
            "the place from which it is asked is not accepted",
            HINT_NETWORK,
        },
    [PAT_ERROR_DUPLICATE_HASH] =
        {
            "duplicateHash",
            "Azure DevOps made a token that is there already",
            HINT_AGAIN,
        },
    [PAT_ERROR_SSH_POLICY_DISABLED] =
        {
            "sshPolicyDisabled",
            "the policy 'SSH authentication' is off",
            "ask an administrator of the organization about that policy",
        },
    [PAT_ERROR_INVALID_TOKEN] =
        {
            "invalidToken",
            "the token is not a valid one",
            HINT_NEW,
        },
    [PAT_ERROR_TOKEN_NOT_FOUND] =
        {
            "tokenNotFound",
            "there is no such token, or no more",
            HINT_NEW,
        },
    [PAT_ERROR_INVALID_AUTHORIZATION_ID] =
        {
            "invalidAuthorizationId",
            "the id of the token is not accepted",
            HINT_NEW,
        },
    [PAT_ERROR_FAILED_TO_READ_TENANT_POLICY] =
        {
            "failedToReadTenantPolicy",
            "Azure DevOps failed to read the policies of the tenant",
            HINT_LATER,
        },
    [PAT_ERROR_GLOBAL_PAT_POLICY_VIOLATION] =
        {
            "globalPatPolicyViolation",
            "the policy 'Restrict global personal access token creation' forbids tokens that are "
            "good for every organization",
            HINT_NEW,
        },
    [PAT_ERROR_FULL_SCOPE_PAT_POLICY_VIOLATION] =
        {
            "fullScopePatPolicyViolation",
            "the policy 'Restrict full-scoped personal access token creation' forbids tokens with "
            "full access",
            "ask for what Git needs: git credential-azdo login --entra --scope "
            "code:write " ORGANIZATION,
        },
    [PAT_ERROR_PAT_LIFESPAN_POLICY_VIOLATION] =
        {
            "patLifespanPolicyViolation",
            "the policy 'Enforce maximum personal access token lifespan' forbids tokens that live "
            "so long",
            "choose a shorter life: git credential-azdo login --entra --days 1 " ORGANIZATION,
        },
    [PAT_ERROR_INVALID_TOKEN_TYPE] =
        {
            "invalidTokenType",
            "tokens of this kind are not supported",
            NULL,
        },
    [PAT_ERROR_INVALID_AUDIENCE] =
        {
            "invalidAudience",
            "the sign-in is for another service than Azure DevOps",
            HINT_OTHER_SIGN_IN,
        },
    [PAT_ERROR_INVALID_SUBJECT] =
        {
            "invalidSubject",
            "the sign-in does not say for whom it is",
            HINT_OTHER_SIGN_IN,
        },
    [PAT_ERROR_DEPLOYMENT_HOST_NOT_SUPPORTED] =
        {
            "deploymentHostNotSupported",
            "tokens are made at an organization only",
            HINT_SPELLING,
        },
    [PAT_ERROR_DISABLE_PAT_CREATION_POLICY_VIOLATION] =
        {
            "disablePatCreationPolicyViolation",
            "the policy 'Restrict personal access token (PAT) creation' forbids new tokens in this "
            "organization",
            "ask an administrator for its allow list, or let Git use the sign-in itself: git "
            "credential-azdo login --entra --kind=entra " ORGANIZATION,
        },
    [PAT_ERROR_FAILED_TO_READ_ORG_POLICY] =
        {
            "failedToReadOrgPolicy",
            "Azure DevOps failed to read the policies of the organization",
            HINT_LATER,
        },
    [PAT_ERROR_GLOBAL_PAT_CREATION_BLOCKED] =
        {
            "globalPATCreationBlocked",
            "Azure DevOps makes no more tokens that are good for every organization",
            HINT_NEW,
        },
    [PAT_ERROR_EXPIRED_PAT_CANNOT_BE_EXTENDED] =
        {
            "expiredPatCannotBeExtended",
            "the token has expired, and what has expired cannot be extended",
            HINT_NEW,
        },
    [PAT_ERROR_UNKNOWN] =
        {
            NULL,
            "it gives a reason that is not known here",
            NULL,
        },
};
G_STATIC_ASSERT(G_N_ELEMENTS(errors) == PAT_ERROR_UNKNOWN + 1);

PatError pat_error_from_name(const char *name)
{
    for (int error = PAT_ERROR_NONE; error < PAT_ERROR_UNKNOWN; error++) {
        if (g_ascii_strcasecmp(name, errors[error].name) == 0)
            return (PatError)error;
    }
    return PAT_ERROR_UNKNOWN;
}

const char *pat_error_sentence(PatError error)
{
    return errors[error].sentence;
}

char *pat_error_hint(PatError error, const char *organization)
{
    if (!errors[error].hint)
        return NULL;
    GString *hint = g_string_new(errors[error].hint);
    g_string_replace(hint, ORGANIZATION, organization, 0);
    return g_string_free(hint, FALSE);
}
