/* SPDX-License-Identifier: MIT */
#include "azure/pat_error.h"

#include "azure/cause.h"
#include "core/message.h"

/* For cause_name_organization(). */
#define HINT_AGAIN N_("try again")
#define HINT_LATER N_("try again later")
#define HINT_NEW N_("create a new token: git credential-azdo login --entra <org>")
#define HINT_OTHER_SIGN_IN N_("sign in again: git credential-azdo login --entra <org>")
#define HINT_AS_PERSON                                                                             \
    N_("sign in as a person, through the Azure CLI: "                                              \
       "git credential-azdo login --entra=azure-cli <org>")
#define HINT_NETWORK N_("use a network that your organization allows, or ask your administrator")
#define HINT_SPELLING N_("look how the organization is spelt: https://dev.azure.com/<org>")

/* Policies have the names under which an administrator finds them in the organization settings. */
static const struct {
    const char *name;
    const char *sentence;
    const char *hint;
} errors[] = {
    [PAT_ERROR_NONE] =
        {
            "none",
            N_("it says that nothing is the matter"),
            HINT_AGAIN,
        },
    [PAT_ERROR_DISPLAY_NAME_REQUIRED] =
        {
            "displayNameRequired",
            N_("the token needs a name"),
            NULL,
        },
    [PAT_ERROR_INVALID_DISPLAY_NAME] =
        {
            "invalidDisplayName",
            N_("the name of the token is not accepted"),
            NULL,
        },
    [PAT_ERROR_INVALID_VALID_TO] =
        {
            "invalidValidTo",
            N_("the date at which the token is to end is not accepted"),
            N_("look at this machine's clock, or choose a shorter life: git credential-azdo login "
               "--entra --days 7 <org>"),
        },
    [PAT_ERROR_INVALID_SCOPE] =
        {
            "invalidScope",
            N_("a scope of the token is not accepted"),
            N_("look at the scopes that there are: git credential-azdo scopes"),
        },
    [PAT_ERROR_USER_ID_REQUIRED] =
        {
            "userIdRequired",
            N_("the sign-in names no person"),
            HINT_AS_PERSON,
        },
    [PAT_ERROR_INVALID_USER_ID] =
        {
            "invalidUserId",
            N_("the sign-in names nobody whom the organization knows"),
            HINT_OTHER_SIGN_IN,
        },
    [PAT_ERROR_INVALID_USER_TYPE] =
        {
            "invalidUserType",
            N_("the sign-in is no person's"),
            HINT_AS_PERSON,
        },
    [PAT_ERROR_ACCESS_DENIED] =
        {
            "accessDenied",
            N_("the person who signed in may not do this"),
            N_("ask an administrator of the organization, or sign in as somebody else: git "
               "credential-azdo login --entra <org>"),
        },
    [PAT_ERROR_FAILED_TO_ISSUE_ACCESS_TOKEN] =
        {
            "failedToIssueAccessToken",
            N_("Azure DevOps failed to issue the token"),
            HINT_LATER,
        },
    [PAT_ERROR_INVALID_CLIENT] =
        {
            "invalidClient",
            N_("the application that signs in may not do this"),
            HINT_AS_PERSON,
        },
    [PAT_ERROR_INVALID_CLIENT_TYPE] =
        {
            "invalidClientType",
            N_("the kind of application that signs in may not do this"),
            HINT_AS_PERSON,
        },
    [PAT_ERROR_INVALID_CLIENT_ID] =
        {
            "invalidClientId",
            N_("the application that signs in is not known"),
            HINT_AS_PERSON,
        },
    [PAT_ERROR_INVALID_TARGET_ACCOUNTS] =
        {
            "invalidTargetAccounts",
            N_("the organization is not accepted"),
            HINT_SPELLING,
        },
    [PAT_ERROR_HOST_AUTHORIZATION_NOT_FOUND] =
        {
            "hostAuthorizationNotFound",
            N_("the organization does not know this sign-in"),
            N_("open https://dev.azure.com/<org> in a browser once, then try again"),
        },
    [PAT_ERROR_AUTHORIZATION_NOT_FOUND] =
        {
            "authorizationNotFound",
            N_("there is no such token, or no more"),
            HINT_NEW,
        },
    [PAT_ERROR_FAILED_TO_UPDATE_ACCESS_TOKEN] =
        {
            "failedToUpdateAccessToken",
            N_("Azure DevOps failed to change the token"),
            HINT_LATER,
        },
    [PAT_ERROR_SOURCE_NOT_SUPPORTED] =
        {
            "sourceNotSupported",
            N_("requests from here are not supported"),
            HINT_NETWORK,
        },
    [PAT_ERROR_INVALID_SOURCE_IP] =
        {
            "invalidSourceIP",
            N_("the network address from which it is asked is not accepted"),
            HINT_NETWORK,
        },
    [PAT_ERROR_INVALID_SOURCE] =
        {
            "invalidSource",
            N_("the place from which it is asked is not accepted"),
            HINT_NETWORK,
        },
    [PAT_ERROR_DUPLICATE_HASH] =
        {
            "duplicateHash",
            N_("Azure DevOps made a token that is there already"),
            HINT_AGAIN,
        },
    [PAT_ERROR_SSH_POLICY_DISABLED] =
        {
            "sshPolicyDisabled",
            N_("the policy 'SSH authentication' is off"),
            N_("ask an administrator of the organization about that policy"),
        },
    [PAT_ERROR_INVALID_TOKEN] =
        {
            "invalidToken",
            N_("the token is not a valid one"),
            HINT_NEW,
        },
    [PAT_ERROR_TOKEN_NOT_FOUND] =
        {
            "tokenNotFound",
            N_("there is no such token, or no more"),
            HINT_NEW,
        },
    [PAT_ERROR_INVALID_AUTHORIZATION_ID] =
        {
            "invalidAuthorizationId",
            N_("the id of the token is not accepted"),
            HINT_NEW,
        },
    [PAT_ERROR_FAILED_TO_READ_TENANT_POLICY] =
        {
            "failedToReadTenantPolicy",
            N_("Azure DevOps failed to read the policies of the tenant"),
            HINT_LATER,
        },
    [PAT_ERROR_GLOBAL_PAT_POLICY_VIOLATION] =
        {
            "globalPatPolicyViolation",
            N_("the policy 'Restrict global personal access token creation' forbids tokens that "
               "are good for every organization"),
            HINT_NEW,
        },
    [PAT_ERROR_FULL_SCOPE_PAT_POLICY_VIOLATION] =
        {
            "fullScopePatPolicyViolation",
            N_("the policy 'Restrict full-scoped personal access token creation' forbids tokens "
               "with full access"),
            N_("ask for what Git needs: git credential-azdo login --entra --scope "
               "code:write <org>"),
        },
    [PAT_ERROR_PAT_LIFESPAN_POLICY_VIOLATION] =
        {
            "patLifespanPolicyViolation",
            N_("the policy 'Enforce maximum personal access token lifespan' forbids tokens that "
               "live so long"),
            N_("choose a shorter life: git credential-azdo login --entra --days 1 <org>"),
        },
    [PAT_ERROR_INVALID_TOKEN_TYPE] =
        {
            "invalidTokenType",
            N_("tokens of this kind are not supported"),
            NULL,
        },
    [PAT_ERROR_INVALID_AUDIENCE] =
        {
            "invalidAudience",
            N_("the sign-in is for another service than Azure DevOps"),
            HINT_OTHER_SIGN_IN,
        },
    [PAT_ERROR_INVALID_SUBJECT] =
        {
            "invalidSubject",
            N_("the sign-in does not say for whom it is"),
            HINT_OTHER_SIGN_IN,
        },
    [PAT_ERROR_DEPLOYMENT_HOST_NOT_SUPPORTED] =
        {
            "deploymentHostNotSupported",
            N_("tokens are made at an organization only"),
            HINT_SPELLING,
        },
    [PAT_ERROR_DISABLE_PAT_CREATION_POLICY_VIOLATION] =
        {
            "disablePatCreationPolicyViolation",
            N_("the policy 'Restrict personal access token (PAT) creation' forbids new tokens in "
               "this organization"),
            N_("ask an administrator for its allow list, or let Git use the sign-in itself: git "
               "credential-azdo login --entra --kind=entra <org>"),
        },
    [PAT_ERROR_FAILED_TO_READ_ORG_POLICY] =
        {
            "failedToReadOrgPolicy",
            N_("Azure DevOps failed to read the policies of the organization"),
            HINT_LATER,
        },
    [PAT_ERROR_GLOBAL_PAT_CREATION_BLOCKED] =
        {
            "globalPATCreationBlocked",
            N_("Azure DevOps makes no more tokens that are good for every organization"),
            HINT_NEW,
        },
    [PAT_ERROR_EXPIRED_PAT_CANNOT_BE_EXTENDED] =
        {
            "expiredPatCannotBeExtended",
            N_("the token has expired, and what has expired cannot be extended"),
            HINT_NEW,
        },
    [PAT_ERROR_UNKNOWN] =
        {
            NULL,
            N_("it gives a reason that is not known here"),
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
    return _(errors[error].sentence);
}

char *pat_error_hint(PatError error, const char *organization)
{
    if (!errors[error].hint)
        return NULL;
    return cause_name_organization(errors[error].hint, organization);
}
