/* SPDX-License-Identifier: MIT */
#include "app/added_setting.h"

/* is_flag: git reads the value in many spellings, "yes" and "1" among them. */
static const struct {
    const char *section;
    const char *name;
    const char *value;
    const char *mark;
    gboolean is_flag;
} settings[] = {
    [ADDED_USE_PATH] = {"credential", "useHttpPath", "true", "azdoAddedUseHttpPath", TRUE},
    [ADDED_PROACTIVE_AUTH] = {"http", "proactiveAuth", "basic", "azdoAddedProactiveAuth", FALSE},
    [ADDED_EMPTY_AUTH] = {"http", "emptyAuth", "false", "azdoAddedEmptyAuth", FALSE},
};
G_STATIC_ASSERT(G_N_ELEMENTS(settings) == ADDED_COUNT);

const char *added_setting_section(AddedSetting setting)
{
    return settings[setting].section;
}

const char *added_setting_name(AddedSetting setting)
{
    return settings[setting].name;
}

const char *added_setting_value(AddedSetting setting)
{
    return settings[setting].value;
}

const char *added_setting_mark(AddedSetting setting)
{
    return settings[setting].mark;
}

static char *key_of(const char *url, AddedSetting setting)
{
    return g_strdup_printf("%s.%s.%s", settings[setting].section, url, settings[setting].name);
}

/* Beside the helper, also of a setting of another section. */
static char *mark_key_of(const char *url, AddedSetting setting)
{
    return g_strdup_printf("credential.%s.%s", url, settings[setting].mark);
}

/* The last value is the one in force; NULL if there is none. */
static const char *last_of(char **values)
{
    guint count = g_strv_length(values);
    return count > 0 ? values[count - 1] : NULL;
}

static gboolean find_whether_it_holds(GitScope scope, const char *key, AddedSetting setting,
                                      gboolean *ret_holds, GError **error)
{
    if (settings[setting].is_flag)
        return git_config_get_flag(scope, key, ret_holds, error);
    g_auto(GStrv) values = git_config_get_all(scope, key, error);
    if (!values)
        return FALSE;
    *ret_holds = g_strcmp0(last_of(values), settings[setting].value) == 0;
    return TRUE;
}

gboolean added_setting_check(GitScope scope, const char *url, AddedSetting setting, GError **error)
{
    g_autofree char *key = key_of(url, setting);
    gboolean holds = FALSE;
    return find_whether_it_holds(scope, key, setting, &holds, error);
}

gboolean added_setting_write(GitScope scope, const char *url, AddedSetting setting,
                             gboolean *ret_written, gboolean *ret_is_ours, GError **error)
{
    g_autofree char *key = key_of(url, setting);
    g_autofree char *mark_key = mark_key_of(url, setting);
    gboolean holds = FALSE;
    if (!find_whether_it_holds(scope, key, setting, &holds, error))
        return FALSE;
    /* After a value of the user's, which comes back into force when ours goes. */
    if (!holds && (!git_config_unset_all(scope, mark_key, error) ||
                   !git_config_add(scope, mark_key, "true", error) ||
                   !git_config_add(scope, key, settings[setting].value, error)))
        return FALSE;
    *ret_written |= !holds;
    return git_config_get_flag(scope, mark_key, ret_is_ours, error);
}

/* The last value goes if it is ours. */
static gboolean remove_last(GitScope scope, const char *key, const char *value, GError **error)
{
    g_auto(GStrv) values = git_config_get_all(scope, key, error);
    if (!values)
        return FALSE;
    if (g_strcmp0(last_of(values), value) != 0)
        return TRUE;
    g_auto(GStrv) kept = g_strdupv(values);
    g_clear_pointer(&kept[g_strv_length(kept) - 1], g_free);
    return git_config_reduce(scope, key, values, kept, error);
}

static gboolean remove_one(GitScope scope, const char *url, AddedSetting setting, GError **error)
{
    g_autofree char *key = key_of(url, setting);
    g_autofree char *mark_key = mark_key_of(url, setting);
    g_auto(GStrv) marks = git_config_get_all(scope, mark_key, error);
    if (!marks)
        return FALSE;
    return !*marks || (git_config_unset_all(scope, mark_key, error) &&
                       remove_last(scope, key, settings[setting].value, error));
}

gboolean added_setting_remove_all(GitScope scope, const char *url, GError **error)
{
    for (AddedSetting setting = 0; setting < ADDED_COUNT; setting++) {
        if (!remove_one(scope, url, setting, error))
            return FALSE;
    }
    return TRUE;
}
