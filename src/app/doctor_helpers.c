/* SPDX-License-Identifier: MIT */
/* The helpers that Git calls, in their order. */
#include "app/doctor_check.h"
#include "app/other_helpers.h"
#include "app/setup.h"
#include "azure/endpoint.h"
#include "core/text.h"
#include "model/server.h"
#include "policy/helper_chain.h"
#include "programs/program.h"

#include <string.h>
#include <unistd.h>

/* ---- links ----------------------------------------------------------------------------------- */

typedef struct {
    LinkKind kind;
    gboolean is_missing;
    char *shown;
    char *origin;
    char *removal;
} OwnedLink;

static void owned_link_clear(gpointer data)
{
    OwnedLink *owned = data;
    g_free(owned->shown);
    g_free(owned->origin);
    g_free(owned->removal);
}

static gboolean program_is_missing(const char *word)
{
    if (g_path_is_absolute(word))
        return access(word, X_OK) != 0;
    g_autofree char *name = g_strconcat("git-credential-", word, NULL);
    g_autofree char *found = doctor_find_program(name);
    return !found;
}

/* A line of shell is run as it is: nobody can tell what it comes to. */
static void look_at_program(const OtherHelper *helper, OwnedLink *link)
{
    g_auto(GStrv) words = NULL;
    link->kind = LINK_OTHER;
    if (*helper->helper == '!' || !g_shell_parse_argv(helper->helper, NULL, &words, NULL))
        return;
    link->kind = setup_is_own(helper->helper) ? LINK_OWN : link_kind_of_program(words[0]);
    link->is_missing = program_is_missing(words[0]);
}

/* An option of a foreign helper may be a secret: its name is enough. */
static char *show(const OtherHelper *helper, LinkKind kind)
{
    if (kind == LINK_OWN || kind == LINK_STORE || kind == LINK_CACHE || *helper->helper == '!')
        return other_helper_show(helper);
    g_autofree char *shown = text_printable(helper->helper);
    gsize length = strcspn(shown, " \t");
    return g_strdup_printf("%.*s%s", (int)length, shown, shown[length] ? " ..." : "");
}

static void add_link(GArray *links, const OtherHelper *helper)
{
    OwnedLink link = {.origin = text_printable(helper->origin)};
    if (*helper->helper) {
        look_at_program(helper, &link);
        link.shown = show(helper, link.kind);
        link.removal = link.kind == LINK_OWN ? NULL : other_helper_removal(helper);
    } else {
        link.kind = LINK_RESET;
        link.shown = g_strdup("");
    }
    g_array_append_val(links, link);
}

static GArray *list_links(const GPtrArray *helpers)
{
    GArray *links = g_array_new(FALSE, TRUE, sizeof(OwnedLink));
    g_array_set_clear_func(links, owned_link_clear);
    for (guint i = 0; i < helpers->len; i++)
        add_link(links, g_ptr_array_index(helpers, i));
    return links;
}

static void judge(const GArray *owned, const char *place, const char *configure, Checkup *checkup)
{
    g_autoptr(GArray) links = g_array_new(FALSE, TRUE, sizeof(ChainLink));
    for (guint i = 0; i < owned->len; i++) {
        const OwnedLink *from = &g_array_index(owned, OwnedLink, i);
        const ChainLink link = {from->kind, from->is_missing, from->shown, from->origin,
                                from->removal};
        g_array_append_val(links, link);
    }
    helper_chain_judge((const ChainLink *)links->data, links->len, place, configure, checkup);
}

/* ---- places ---------------------------------------------------------------------------------- */

typedef struct {
    Checkup *checkup;
    GHashTable *seen; /* chains that have been judged: of a host's organizations most are alike */
} Chains;

static char *identity_of(const GPtrArray *helpers, const char *configure)
{
    GString *identity = g_string_new(configure);
    for (guint i = 0; i < helpers->len; i++) {
        const OtherHelper *helper = g_ptr_array_index(helpers, i);
        g_string_append_printf(identity, "\n%s\n%s", helper->origin, helper->helper);
    }
    return g_string_free(identity, FALSE);
}

static void check_place(const Chains *chains, const char *url, const char *configure)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) helpers = setup_list_helpers(url, &cause);
    if (!helpers) {
        doctor_tell_unreadable(cause, chains->checkup);
        return;
    }
    if (!g_hash_table_add(chains->seen, identity_of(helpers, configure)))
        return;
    g_autoptr(GArray) links = list_links(helpers);
    judge(links, url, configure, chains->checkup);
}

static gboolean is_services_in_use(const Examination *examination, const GPtrArray *targets)
{
    gboolean is_in_use = examination->settings.servers->len == 0;
    for (guint i = 0; i < targets->len; i++)
        is_in_use = is_in_use || endpoint_is_services(g_ptr_array_index(targets, i));
    return is_in_use;
}

static void check_services(const Chains *chains, const GPtrArray *targets)
{
    static const char configure[] = "git credential-azdo configure";
    check_place(chains, TARGET_SERVICES_URL, configure);
    check_place(chains, "https://contoso.visualstudio.com", configure);
    for (guint i = 0; i < targets->len; i++) {
        const Target *target = g_ptr_array_index(targets, i);
        g_autofree char *url = endpoint_is_services(target) ? endpoint_for_settings(target) : NULL;
        if (url)
            check_place(chains, url, configure);
    }
}

static void check_servers(const Chains *chains, const GPtrArray *servers)
{
    for (guint i = 0; i < servers->len; i++) {
        const char *url = server_url(g_ptr_array_index(servers, i));
        g_autofree char *quoted = setup_quote(url);
        g_autofree char *configure =
            g_strconcat("git credential-azdo configure --server=", quoted, NULL);
        check_place(chains, url, configure);
    }
}

/* It need not be called to be in the way: some installations call it for every host. */
static void tell_of_manager(Checkup *checkup)
{
    g_autofree char *manager = program_find("git-credential-manager");
    if (manager)
        checkup_add(checkup, DIAGNOSIS_NOTE, "manager",
                    "Git Credential Manager is installed, too (%s)", manager);
}

void doctor_check_helpers(Examination *examination, Checkup *checkup)
{
    g_autoptr(GPtrArray) targets = examination_list_organizations(examination);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const Chains chains = {checkup, seen};
    if (is_services_in_use(examination, targets))
        check_services(&chains, targets);
    check_servers(&chains, examination->settings.servers);
    tell_of_manager(checkup);
}
