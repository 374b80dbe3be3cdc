/* SPDX-License-Identifier: MIT */
#include "app/sign_in_wish.h"

#include "app/place_settings.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "model/pat_scope.h"
#include "model/typed.h"

/* Azure DevOps ends every token after a year. */
#define DAYS_MAX 365

void sign_in_wish_clear(SignInWish *wish)
{
    g_clear_pointer(&wish->tenant, g_free);
    g_clear_pointer(&wish->client_id, g_free);
    g_clear_pointer(&wish->scopes, g_free);
}

/* A value, and where it comes from: an option is the person's, a setting stands somewhere. */
typedef struct {
    const char *value; /* NULL = neither is there */
    const char *name;
    gboolean is_option;
} Given;

static Given given(const char *option, const char *option_name, GHashTable *settings,
                   const char *setting_name)
{
    if (option)
        return (Given){.value = option, .name = option_name, .is_option = TRUE};
    g_autofree char *folded = g_ascii_strdown(setting_name, -1);
    return (Given){.value = g_hash_table_lookup(settings, folded), .name = setting_name};
}

static void set_unfit(GError **error, const Given *what, const char *hint)
{
    g_autofree char *shown = typed_format(what->value);
    error_set(error, what->is_option ? ERROR_USAGE : ERROR_CONFIG, hint,
              what->is_option ? N_("%s has no value '%s'") : N_("credential.%s has no value '%s'"),
              what->name, shown);
}

static gboolean read_source(const Given *what, SignInWish *wish, GError **error)
{
    if (!what->value || !*what->value)
        return TRUE;
    wish->has_source = sign_in_source_from_name(what->value, &wish->source);
    if (wish->has_source)
        return TRUE;
    g_autofree char *names = sign_in_source_list();
    g_autofree char *hint = g_strdup_printf(_("it is one of: %s"), names);
    set_unfit(error, what, hint);
    return FALSE;
}

static gboolean read_goal(const Given *what, SignInWish *wish, GError **error)
{
    if (!what->value)
        return TRUE;
    wish->has_goal = sign_in_goal_from_name(what->value, &wish->goal);
    if (wish->has_goal)
        return TRUE;
    set_unfit(error, what, N_("it is pat, or entra: Git then gets the access token itself"));
    return FALSE;
}

static gboolean read_days(const Given *what, SignInWish *wish, GError **error)
{
    wish->days = SIGN_IN_WISH_DAYS;
    if (!what->value || (text_parse_number(what->value, DAYS_MAX, &wish->days) && wish->days > 0))
        return TRUE;
    set_unfit(error, what,
              N_("give a number of days from 1 to 365; a week or less is recommended"));
    return FALSE;
}

static gboolean read_tenant(const Given *what, SignInWish *wish, GError **error)
{
    if (!what->value)
        return TRUE;
    if (!g_uuid_string_is_valid(what->value)) {
        set_unfit(error, what, N_("give the tenant's id: 00000000-0000-0000-0000-000000000000"));
        return FALSE;
    }
    wish->tenant = g_ascii_strdown(what->value, -1);
    return TRUE;
}

static gboolean read_client_id(const Given *what, SignInWish *wish, GError **error)
{
    if (what->value && !g_uuid_string_is_valid(what->value)) {
        set_unfit(error, what,
                  N_("give the application's id: 00000000-0000-0000-0000-000000000000"));
        return FALSE;
    }
    wish->client_id = g_strdup(what->value ? what->value : "");
    return TRUE;
}

static gboolean read_scopes(const SignInOptions *options, GHashTable *settings, SignInWish *wish,
                            GError **error)
{
    const Given setting = given(NULL, NULL, settings, "azdoScope");
    const char *const configured[] = {setting.value ? setting.value : PAT_SCOPE_DEFAULT, NULL};
    const char *const *texts = options->scopes ? options->scopes : configured;
    return pat_scopes_require(texts, options->allows_full_access, &wish->scopes, error);
}

gboolean sign_in_wish_read(const Target *target, const SignInOptions *options, SignInWish *ret_wish,
                           GError **error)
{
    g_autoptr(GHashTable) settings = place_settings_read_credential(target, error);
    if (!settings)
        return FALSE;
    const Given source = given(options->source, "--entra", settings, "azdoSignIn");
    const Given goal = given(options->kind, "--kind", settings, "azdoKind");
    const Given days = given(options->days, "--days", settings, "azdoDays");
    const Given tenant = given(NULL, NULL, settings, "azdoTenant");
    const Given client_id = given(NULL, NULL, settings, "azdoClientId");
    g_auto(SignInWish) wish = {0};
    if (!read_source(&source, &wish, error) || !read_goal(&goal, &wish, error) ||
        !read_days(&days, &wish, error) || !read_tenant(&tenant, &wish, error) ||
        !read_client_id(&client_id, &wish, error) || !read_scopes(options, settings, &wish, error))
        return FALSE;
    *ret_wish = wish;
    wish = (SignInWish){0};
    return TRUE;
}
