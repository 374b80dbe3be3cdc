/* SPDX-License-Identifier: MIT */
#include "policy/git_version.h"

#include "core/message.h"

#include <string.h>

#define PREFIX "git version "
#define PART_MAX 9999

/* What follows for those whose Git is older; the first one is the oldest that is tried. */
static const struct {
    GitVersion since;
    DiagnosisLevel level;
    const char *code;
    const char *sentence;
} abilities[] = {
    {{2, 39}, DIAGNOSIS_WARNING, "git-old", N_("it is older than 2.39, the oldest that is tried")},
    {{2, 40},
     DIAGNOSIS_NOTE,
     "git-no-expiry",
     N_("before 2.40 Git does not know when a token ends (password_expiry_utc)")},
    {{2, 41},
     DIAGNOSIS_NOTE,
     "git-no-challenge",
     N_("before 2.41 Git does not hand on which tenant Azure DevOps names (wwwauth[]): a sign-in "
        "finds it out by itself, or takes credential.azdoTenant")},
    {{2, 46},
     DIAGNOSIS_NOTE,
     "git-no-state",
     N_("before 2.46 a refused token cannot be replaced within the same Git command (state, "
        "continue): run it once more")},
    {{2, 47},
     DIAGNOSIS_NOTE,
     "git-no-interactive",
     N_("before 2.47 Git's background maintenance does not say that nobody is to be asked "
        "(credential.interactive)")},
};

/* A number below PART_MAX that the text begins with; *text goes behind it. */
static gboolean take_number(const char **text, guint *ret_number)
{
    guint number = 0;
    const char *at = *text;
    for (; g_ascii_isdigit(*at) && number <= PART_MAX; at++)
        number = number * 10 + (guint)(*at - '0');
    if (at == *text || number > PART_MAX)
        return FALSE;
    *text = at;
    *ret_number = number;
    return TRUE;
}

gboolean git_version_parse(const char *text, GitVersion *ret_version)
{
    GitVersion version = {0};
    if (!g_str_has_prefix(text, PREFIX))
        return FALSE;
    text += strlen(PREFIX);
    if (!take_number(&text, &version.major) || *text++ != '.' ||
        !take_number(&text, &version.minor))
        return FALSE;
    *ret_version = version;
    return TRUE;
}

static gboolean is_before(const GitVersion *version, const GitVersion *since)
{
    return version->major < since->major ||
           (version->major == since->major && version->minor < since->minor);
}

void git_version_judge(const GitVersion *version, Checkup *checkup)
{
    for (gsize i = 0; i < G_N_ELEMENTS(abilities); i++) {
        if (is_before(version, &abilities[i].since))
            checkup_add(checkup, abilities[i].level, abilities[i].code, MESSAGE_AS_IT_IS,
                        _(abilities[i].sentence));
    }
}
