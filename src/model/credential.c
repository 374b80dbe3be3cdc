/* SPDX-License-Identifier: MIT */
#include "model/credential.h"

#include "core/text.h"
#include "model/target.h"

static const char *const kind_names[] = {
    [CREDENTIAL_PAT] = "pat",
    [CREDENTIAL_ACCESS_TOKEN] = "access-token",
    [CREDENTIAL_SIGN_IN] = "sign-in",
};
G_STATIC_ASSERT(G_N_ELEMENTS(kind_names) == CREDENTIAL_SIGN_IN + 1);

static const char *const role_names[] = {
    [CREDENTIAL_ROLE_TOKEN] = "token",
    [CREDENTIAL_ROLE_SIGN_IN] = "sign-in",
};

Credential *credential_new(const char *server, const char *organization, const char *username,
                           const Secret *secret)
{
    Credential *credential = g_new0(Credential, 1);
    credential->server = g_strdup(server);
    credential->organization = g_strdup(organization);
    credential->username = g_strdup(username);
    credential->secret = secret_new(secret_reveal(secret), secret_length(secret));
    credential->account = g_strdup("");
    credential->scopes = g_strdup("");
    credential->authorization_id = g_strdup("");
    credential->replaced = g_strdup("");
    return credential;
}

Credential *credential_copy(const Credential *credential)
{
    Credential *copy = g_memdup2(credential, sizeof(*credential));
    copy->server = g_strdup(credential->server);
    copy->organization = g_strdup(credential->organization);
    copy->username = g_strdup(credential->username);
    copy->secret = secret_new(secret_reveal(credential->secret), secret_length(credential->secret));
    copy->account = g_strdup(credential->account);
    copy->scopes = g_strdup(credential->scopes);
    copy->authorization_id = g_strdup(credential->authorization_id);
    copy->replaced = g_strdup(credential->replaced);
    copy->sign_in = sign_in_copy(credential->sign_in);
    return copy;
}

static void replace_printable(char **member, const char *text)
{
    char *printable = text_printable(text);
    g_free(*member);
    *member = printable;
}

void credential_set_account(Credential *credential, const char *account)
{
    replace_printable(&credential->account, account);
}

void credential_set_scopes(Credential *credential, const char *scopes)
{
    replace_printable(&credential->scopes, scopes);
}

void credential_set_authorization_id(Credential *credential, const char *authorization_id)
{
    replace_printable(&credential->authorization_id, authorization_id);
}

void credential_set_replaced(Credential *credential, const Credential *old)
{
    g_autofree char *replaced = secret_equal(old->secret, credential->secret)
                                    ? g_strdup(old->replaced)
                                    : secret_digest(old->secret);
    replace_printable(&credential->replaced, replaced);
}

void credential_set_sign_in(Credential *credential, SignIn *sign_in)
{
    sign_in_free(credential->sign_in);
    credential->sign_in = sign_in;
    credential->kind = CREDENTIAL_SIGN_IN;
}

void credential_free(Credential *credential)
{
    if (!credential)
        return;
    g_free(credential->server);
    g_free(credential->organization);
    g_free(credential->username);
    secret_free(credential->secret);
    g_free(credential->account);
    g_free(credential->scopes);
    g_free(credential->authorization_id);
    g_free(credential->replaced);
    sign_in_free(credential->sign_in);
    g_free(credential);
}

CredentialRole credential_role(const Credential *credential)
{
    return credential->kind == CREDENTIAL_SIGN_IN ? CREDENTIAL_ROLE_SIGN_IN : CREDENTIAL_ROLE_TOKEN;
}

gboolean credential_same_identity(const Credential *a, const Credential *b)
{
    return g_str_equal(a->server, b->server) && g_str_equal(a->organization, b->organization) &&
           g_str_equal(a->username, b->username) && credential_role(a) == credential_role(b);
}

gboolean credential_is_expired(const Credential *credential, gint64 now)
{
    return credential->valid_to_certainty == VALID_TO_CERTAIN && credential->valid_to <= now;
}

const char *credential_kind_name(CredentialKind kind)
{
    return kind_names[kind];
}

const char *credential_role_name(CredentialRole role)
{
    return role_names[role];
}

char *credential_label(const Credential *credential)
{
    const char *server = credential->server;
    gboolean is_sign_in = credential_role(credential) == CREDENTIAL_ROLE_SIGN_IN;
    g_autoptr(GString) label =
        g_string_new(is_sign_in ? "Azure DevOps sign-in: " : "Azure DevOps: ");
    if (!*credential->organization)
        g_string_append(label, server);
    else if (g_str_equal(server, TARGET_SERVICES))
        g_string_append(label, credential->organization);
    else
        g_string_append_printf(label, "%s/%s", server, credential->organization);
    if (*credential->username)
        g_string_append_printf(label, " (%s)", credential->username);

    /* D-Bus carries UTF-8 only, and a user name may be any bytes. */
    return text_printable(label->str);
}
