/* SPDX-License-Identifier: MIT */
#include "policy/helper_chain.h"

#include "core/message.h"

#include <string.h>

#define PROGRAM_PREFIX "git-credential-"

static const struct {
    const char *name;
    LinkKind kind;
} known[] = {
    {"store", LINK_STORE},           {"cache", LINK_CACHE},          {"libsecret", LINK_KEYRING},
    {"gnome-keyring", LINK_KEYRING}, {"osxkeychain", LINK_KEYRING},  {"netrc", LINK_STORE},
    {"manager", LINK_MANAGER},       {"manager-core", LINK_MANAGER},
};

LinkKind link_kind_of_program(const char *program)
{
    const char *slash = strrchr(program, '/');
    const char *name = slash ? slash + 1 : program;
    if (g_str_has_prefix(name, PROGRAM_PREFIX))
        name += strlen(PROGRAM_PREFIX);
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        if (g_str_equal(known[i].name, name))
            return known[i].kind;
    }
    return LINK_OTHER;
}

/* What Git does not forget: behind the last reset. */
static gsize first_that_counts(const ChainLink *links, gsize count)
{
    gsize first = 0;
    for (gsize i = 0; i < count; i++) {
        if (links[i].kind == LINK_RESET)
            first = i + 1;
    }
    return first;
}

/* The first of ours from there on; count if there is none. */
static gsize find_own(const ChainLink *links, gsize from, gsize count)
{
    while (from < count && links[from].kind != LINK_OWN)
        from++;
    return from;
}

static void judge_absence(const ChainLink *links, gsize first, const char *place,
                          const char *configure, Checkup *checkup)
{
    gsize dropped = find_own(links, 0, first);
    Diagnosis *diagnosis =
        dropped < first
            ? checkup_add(checkup, DIAGNOSIS_PROBLEM, "helper-dropped",
                          "for %s Git does not call this helper: an empty helper (%s) behind it "
                          "makes Git forget it",
                          place, links[first - 1].origin)
            : checkup_add(checkup, DIAGNOSIS_PROBLEM, "helper-absent",
                          "for %s Git does not call this helper", place);
    diagnosis->command = g_strdup(configure);
}

static void describe(const ChainLink *links, gsize first, gsize count, const char *place,
                     Checkup *checkup)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (gsize i = first; i < count; i++)
        g_string_append_printf(names, "%s%s (%s)", i > first ? _(", then ") : "", links[i].shown,
                               links[i].origin);
    checkup_add(checkup, DIAGNOSIS_OK, "helper-chain", "for %s Git calls %s", place, names->str);
}

static Diagnosis *judge_missing(const ChainLink *link, Checkup *checkup)
{
    if (link->kind != LINK_OWN)
        return checkup_add(checkup, DIAGNOSIS_WARNING, "helper-other-missing",
                           "Git finds no program for the helper '%s' (%s), and complains each time",
                           link->shown, link->origin);
    Diagnosis *diagnosis =
        checkup_add(checkup, DIAGNOSIS_PROBLEM, "helper-missing",
                    "Git finds no program for this helper as '%s' (%s)", link->shown, link->origin);
    diagnosis->advice = g_strdup(_("put the folder of git-credential-azdo into PATH, for every "
                                   "program that runs Git"));
    return diagnosis;
}

static Diagnosis *judge_before(const ChainLink *link, Checkup *checkup)
{
    gboolean answers = link->kind != LINK_OTHER;
    return checkup_add(checkup, DIAGNOSIS_WARNING, "helper-before",
                       answers ? N_("Git asks the helper '%s' (%s) before this one: what it has is "
                                    "used, and this one not asked")
                               : N_("Git asks the helper '%s' (%s) before this one: what it has is "
                                    "used, and this one not asked, if it answers"),
                       link->shown, link->origin);
}

static Diagnosis *judge_behind(const ChainLink *link, Checkup *checkup)
{
    if (link->kind == LINK_STORE)
        return checkup_add(checkup, DIAGNOSIS_WARNING, "helper-plain",
                           "Git also calls the helper '%s' (%s), which keeps the same tokens in a "
                           "plain file",
                           link->shown, link->origin);
    return checkup_add(checkup, DIAGNOSIS_WARNING, "helper-behind",
                       "Git also calls the helper '%s' (%s), which then sees and may keep the same "
                       "tokens",
                       link->shown, link->origin);
}

/* What puts this helper in its place drops those before it; others are taken out. */
static const char *command_for(const ChainLink *link, gboolean is_before, const char *configure)
{
    gboolean is_dropped = link->kind == LINK_OWN || (is_before && !link->is_missing);
    return is_dropped ? configure : link->removal;
}

static void judge_link(const ChainLink *link, gboolean is_before, const char *configure,
                       Checkup *checkup)
{
    Diagnosis *diagnosis = NULL;
    if (link->is_missing)
        diagnosis = judge_missing(link, checkup);
    else if (link->kind != LINK_OWN)
        diagnosis = is_before ? judge_before(link, checkup) : judge_behind(link, checkup);
    if (diagnosis)
        diagnosis->command = g_strdup(command_for(link, is_before, configure));
}

static void judge_second(const ChainLink *link, const char *configure, Checkup *checkup)
{
    Diagnosis *diagnosis = checkup_add(checkup, DIAGNOSIS_WARNING, "helper-twice",
                                       "Git calls this helper more than once, also as '%s' (%s)",
                                       link->shown, link->origin);
    diagnosis->command = g_strdup(configure);
}

void helper_chain_judge(const ChainLink *links, gsize count, const char *place,
                        const char *configure, Checkup *checkup)
{
    gsize first = first_that_counts(links, count);
    gsize own = find_own(links, first, count);
    if (own == count) {
        judge_absence(links, first, place, configure, checkup);
        return;
    }
    describe(links, first, count, place, checkup);
    for (gsize i = first; i < count; i++) {
        if (i > own && links[i].kind == LINK_OWN)
            judge_second(&links[i], configure, checkup);
        else
            judge_link(&links[i], i < own, configure, checkup);
    }
}

gboolean helper_option_differs(const HelperOption *option)
{
    const char *in_line = option->in_line ? option->in_line : option->usual;
    return option->in_setting && g_strcmp0(in_line, option->in_setting) != 0;
}
