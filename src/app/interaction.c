/* SPDX-License-Identifier: MIT */
#include "app/interaction.h"

#include "config/git.h"
#include "model/target.h"

#include <fcntl.h>
#include <unistd.h>

gboolean interaction_is_allowed(void)
{
    static const char *const forbidding[] = {"false", "never", "no", "off", "0", NULL};
    g_autofree char *value =
        git_config_get_for_url("credential", "interactive", TARGET_SERVICES_URL, NULL);
    g_autofree char *folded = g_ascii_strdown(value ? value : "", -1);
    return !g_strv_contains(forbidding, folded);
}

/* git-config(1) has more words for false than "0", and Git understands them here, too. */
static gboolean terminal_is_forbidden(void)
{
    static const char *const forbidding[] = {"0", "false", "no", "off", NULL};
    const char *value = g_getenv("GIT_TERMINAL_PROMPT");
    g_autofree char *folded = g_ascii_strdown(value ? value : "", -1);
    return g_strv_contains(forbidding, folded);
}

static gboolean terminal_is_there(void)
{
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

gboolean interaction_has_terminal(void)
{
    return !terminal_is_forbidden() && terminal_is_there();
}
