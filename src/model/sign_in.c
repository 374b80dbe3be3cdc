/* SPDX-License-Identifier: MIT */
#include "model/sign_in.h"

static const struct {
    const char *name;
    gboolean needs_person;
    gboolean is_user;
} sources[] = {
    [SIGN_IN_BROWSER] = {"browser", TRUE, TRUE},
    [SIGN_IN_DEVICE_CODE] = {"device-code", TRUE, TRUE},
    [SIGN_IN_AZURE_CLI] = {"azure-cli", FALSE, TRUE},
    [SIGN_IN_WORKLOAD_IDENTITY] = {"workload-identity", FALSE, FALSE},
    [SIGN_IN_SERVICE_PRINCIPAL] = {"service-principal", FALSE, FALSE},
    [SIGN_IN_MANAGED_IDENTITY] = {"managed-identity", FALSE, FALSE},
};
G_STATIC_ASSERT(G_N_ELEMENTS(sources) == SIGN_IN_SOURCE_COUNT);

static const char *const goal_names[] = {
    [SIGN_IN_CREATES_PATS] = "pat",
    [SIGN_IN_HANDS_ON] = "entra",
};

SignIn *sign_in_new(SignInSource source, SignInGoal goal, const char *tenant, const char *client_id,
                    gint64 days)
{
    SignIn *sign_in = g_new0(SignIn, 1);
    sign_in->source = source;
    sign_in->goal = goal;
    sign_in->tenant = g_strdup(tenant);
    sign_in->client_id = g_strdup(client_id);
    sign_in->days = days;
    sign_in->pending = g_strdup("");
    sign_in->orphans = g_strdup("");
    return sign_in;
}

SignIn *sign_in_copy(const SignIn *sign_in)
{
    if (!sign_in)
        return NULL;
    SignIn *copy = g_memdup2(sign_in, sizeof(*sign_in));
    copy->tenant = g_strdup(sign_in->tenant);
    copy->client_id = g_strdup(sign_in->client_id);
    copy->pending = g_strdup(sign_in->pending);
    copy->orphans = g_strdup(sign_in->orphans);
    return copy;
}

void sign_in_free(SignIn *sign_in)
{
    if (!sign_in)
        return;
    g_free(sign_in->tenant);
    g_free(sign_in->client_id);
    g_free(sign_in->pending);
    g_free(sign_in->orphans);
    g_free(sign_in);
}

const char *sign_in_source_name(SignInSource source)
{
    return sources[source].name;
}

gboolean sign_in_source_from_name(const char *name, SignInSource *ret_source)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
        if (g_str_equal(sources[i].name, name)) {
            *ret_source = (SignInSource)i;
            return TRUE;
        }
    }
    return FALSE;
}

char *sign_in_source_list(void)
{
    GString *list = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
        g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", sources[i].name);
    return g_string_free(list, FALSE);
}

gboolean sign_in_source_needs_person(SignInSource source)
{
    return sources[source].needs_person;
}

gboolean sign_in_source_is_user(SignInSource source)
{
    return sources[source].is_user;
}

const char *sign_in_goal_name(SignInGoal goal)
{
    return goal_names[goal];
}

gboolean sign_in_goal_from_name(const char *name, SignInGoal *ret_goal)
{
    for (gsize i = 0; i < G_N_ELEMENTS(goal_names); i++) {
        if (g_str_equal(goal_names[i], name)) {
            *ret_goal = (SignInGoal)i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean sign_in_has_word(const char *list, const char *word)
{
    g_auto(GStrv) words = g_strsplit(list, " ", -1);
    return g_strv_contains((const char *const *)words, word);
}

void sign_in_add_word(char **list, const char *word)
{
    if (!*word || sign_in_has_word(*list, word))
        return;
    g_autofree char *before = *list;
    *list = g_strconcat(before, *before ? " " : "", word, NULL);
}

void sign_in_drop_word(char **list, const char *word)
{
    g_autofree char *before = *list;
    g_auto(GStrv) words = g_strsplit(before, " ", -1);
    g_autoptr(GString) kept = g_string_new(NULL);
    for (char **at = words; *at; at++) {
        if (**at && !g_str_equal(*at, word))
            g_string_append_printf(kept, "%s%s", kept->len > 0 ? " " : "", *at);
    }
    *list = g_strdup(kept->str);
}

gboolean sign_in_is_untidy(const SignIn *sign_in)
{
    return *sign_in->pending || *sign_in->orphans;
}
