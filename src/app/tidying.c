/* SPDX-License-Identifier: MIT */
#include "app/tidying.h"

#include "app/ledger.h"

#include <string.h>

#define NAME_PREFIX "git-credential-azdo "
/* So long Azure DevOps may still be at work for a process that is no more. */
#define MAY_STILL_COME_S 60

char *tidying_new_id(gint64 now)
{
    g_autofree char *random = g_uuid_string_random();
    return g_strdup_printf("%" G_GINT64_FORMAT "-%s", now, random);
}

char *tidying_pat_name(const char *id)
{
    return g_strconcat(NAME_PREFIX, id, NULL);
}

static gint64 remaining_ms(const Tidying *tidying)
{
    return MAX((tidying->deadline_us - g_get_monotonic_time()) / 1000, 1);
}

static void add_words(GPtrArray *words, const char *list)
{
    g_auto(GStrv) split = g_strsplit(list, " ", -1);
    for (char **word = split; *word; word++) {
        if (**word)
            g_ptr_array_add(words, g_strdup(*word));
    }
}

static gboolean is_pending(const IssuedPat *pat, const char *pending)
{
    if (!g_str_has_prefix(pat->display_name, NAME_PREFIX))
        return FALSE;
    const char *id = pat->display_name + strlen(NAME_PREFIX);
    return *id && sign_in_has_word(pending, id);
}

/* Those that were asked for and never stored, among all that there are. */
static gboolean find_pending(const Tidying *tidying, const char *pending, GPtrArray *ids,
                             GError **error)
{
    g_autoptr(GPtrArray) pats =
        tidying->azure->pats.list(tidying->client, remaining_ms(tidying), error);
    if (!pats)
        return FALSE;
    for (guint i = 0; i < pats->len; i++) {
        const IssuedPat *pat = g_ptr_array_index(pats, i);
        if (is_pending(pat, pending))
            g_ptr_array_add(ids, g_strdup(pat->authorization_id));
    }
    return TRUE;
}

/* What is not found has not been created, unless it is too early to say. */
static void add_settled(GPtrArray *settled, const char *pending, gint64 now)
{
    g_auto(GStrv) ids = g_strsplit(pending, " ", -1);
    for (char **id = ids; *id; id++) {
        gint64 age_s = now - g_ascii_strtoll(*id, NULL, 10);
        if (**id && (age_s < 0 || age_s >= MAY_STILL_COME_S))
            g_ptr_array_add(settled, g_strdup(*id));
    }
}

static gboolean settle(const Tidying *tidying, const char *id, GError **error)
{
    if (tidying->token && g_str_equal(tidying->token->authorization_id, id))
        return TRUE;
    return tidying->azure->pats.revoke(tidying->client, id, remaining_ms(tidying), error);
}

/* An error besides the first one is for nobody. */
static GError **place_for(GError **first)
{
    return *first ? NULL : first;
}

gboolean tidying_run(const Tidying *tidying, GError **error)
{
    const SignIn *ledger = tidying->sign_in->sign_in;
    g_autoptr(GPtrArray) pending = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) settled = g_ptr_array_new();
    g_autoptr(GError) first = NULL;
    add_words(found, ledger->orphans);
    if (*ledger->pending && find_pending(tidying, ledger->pending, found, &first))
        add_settled(pending, ledger->pending, tidying->now);

    for (guint i = 0; i < found->len; i++) {
        char *id = g_ptr_array_index(found, i);
        if (settle(tidying, id, place_for(&first)))
            g_ptr_array_add(settled, id);
        else
            g_ptr_array_set_size(pending, 0); /* its name is what it is found by */
    }
    const LedgerChange change = {.settled_pending = pending, .settled_orphans = settled};
    gboolean is_written =
        pending->len + settled->len == 0 ||
        ledger_change(tidying->store, tidying->sign_in, &change, place_for(&first));
    gboolean is_tidy = is_written && !first;
    if (first)
        g_propagate_error(error, g_steal_pointer(&first));
    return is_tidy;
}
