/* SPDX-License-Identifier: MIT */
#include "app/interaction.h"

#include "config/git.h"

gboolean interaction_is_allowed(void)
{
    static const char *const forbidding[] = {"false", "never", "no", "off", "0", NULL};
    g_autofree char *value =
        git_config_get_for_url("credential", "interactive", "https://dev.azure.com", NULL);
    g_autofree char *folded = g_ascii_strdown(value ? value : "", -1);
    return !g_strv_contains(forbidding, folded);
}
