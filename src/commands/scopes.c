/* SPDX-License-Identifier: MIT */
#include "app/exchange.h"
#include "app/module.h"
#include "app/options.h"
#include "app/output.h"
#include "commands/command.h"
#include "core/error.h"
#include "core/message.h"
#include "model/pat_scope.h"
#include "model/typed.h"

#define INDENT 2
#define GAP 2

/* What matches the pattern. */
typedef struct {
    GPtrArray *scopes; /* const PatScope * */
    GPtrArray *parts;  /* const PatScopelessPart * */
} Found;

static void found_clear(Found *found)
{
    g_clear_pointer(&found->scopes, g_ptr_array_unref);
    g_clear_pointer(&found->parts, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

static void find(const char *pattern, Found *found)
{
    found->scopes = g_ptr_array_new();
    found->parts = g_ptr_array_new();
    for (gsize i = 0; i < pat_scope_count; i++) {
        if (pat_scope_matches(&pat_scopes[i], pattern))
            g_ptr_array_add(found->scopes, (gpointer)&pat_scopes[i]);
    }
    for (gsize i = 0; i < pat_scopeless_part_count; i++) {
        if (pat_scopeless_part_matches(&pat_scopeless_parts[i], pattern))
            g_ptr_array_add(found->parts, (gpointer)&pat_scopeless_parts[i]);
    }
}

static void set_not_found(const char *pattern, GError **error)
{
    const PatScope *meant = pat_scope_suggest(pattern);
    g_autofree char *shown = typed_format(pattern);
    g_autofree char *word = meant ? g_strdup(meant->name) : pat_scope_suggest_pattern(pattern);
    g_autofree char *hint = word ? g_strdup_printf("git credential-azdo scopes %s", word)
                                 : g_strdup(_("all of them: git credential-azdo scopes"));
    error_set(error, ERROR_INPUT, hint, "no scope matches '%s'", shown);
}

/* ---- the page -------------------------------------------------------------------------------- */

typedef struct {
    GString *text;
    const Found *found;
    guint name_columns;
    Layout layout;
} Page;

static guint widest_name(const Found *found)
{
    guint widest = 0;
    for (guint i = 0; i < found->scopes->len; i++) {
        const PatScope *scope = g_ptr_array_index(found->scopes, i);
        widest = MAX(widest, layout_width(scope->name));
    }
    for (guint i = 0; i < found->parts->len; i++) {
        const PatScopelessPart *part = g_ptr_array_index(found->parts, i);
        widest = MAX(widest, layout_width(part->name));
    }
    return widest;
}

static void append_title(const Page *page, const char *title)
{
    g_autofree char *shown = layout_emphasize(title, EMPHASIS_STRONG, page->layout.has_emphasis);
    g_string_append_printf(page->text, "%s%s\n", page->text->len > 0 ? "\n" : "", shown);
}

/* What it includes of its own group, its right says. */
static char *describe_right(const PatScope *scope)
{
    GString *text = g_string_new(scope->right);
    if (scope->git)
        g_string_append_printf(text, _(" (Git needs it to %s)"), _(scope->git));
    if (scope->inherits && !g_str_equal(scope->inherits->group, scope->group))
        g_string_append_printf(text, _("; includes %s"), scope->inherits->name);
    return g_string_free(text, FALSE);
}

static void append_scope(const Page *page, const PatScope *scope, guint identifier_columns)
{
    g_autofree char *right = describe_right(scope);
    if (!*right) {
        g_string_append_printf(page->text, "%*s%-*s%*s%s\n", INDENT, "", (int)page->name_columns,
                               scope->name, GAP, "", scope->identifier);
        return;
    }
    guint column = INDENT + page->name_columns + GAP + identifier_columns + GAP;
    g_autofree char *wrapped = layout_wrap(right, column, page->layout.columns);
    Emphasis emphasis = scope->git ? EMPHASIS_GOOD : EMPHASIS_NONE;
    g_autofree char *shown = layout_emphasize(wrapped, emphasis, page->layout.has_emphasis);
    g_string_append_printf(page->text, "%*s%-*s%*s%-*s%*s%s\n", INDENT, "", (int)page->name_columns,
                           scope->name, GAP, "", (int)identifier_columns, scope->identifier, GAP,
                           "", shown);
}

/* The scopes of one group, from the first of them on. Returns how many there are. */
static guint append_group(const Page *page, guint first)
{
    const GPtrArray *scopes = page->found->scopes;
    const PatScope *head = g_ptr_array_index(scopes, first);
    guint widest = 0;
    guint end = first;
    for (; end < scopes->len; end++) {
        const PatScope *scope = g_ptr_array_index(scopes, end);
        if (!g_str_equal(scope->group, head->group))
            break;
        widest = MAX(widest, layout_width(scope->identifier));
    }
    append_title(page, head->group);
    for (guint i = first; i < end; i++)
        append_scope(page, g_ptr_array_index(scopes, i), widest);
    return end - first;
}

static void append_parts(const Page *page)
{
    if (page->found->parts->len == 0)
        return;
    append_title(page, _("Without a scope of their own, and what covers them"));
    for (guint i = 0; i < page->found->parts->len; i++) {
        const PatScopelessPart *part = g_ptr_array_index(page->found->parts, i);
        g_string_append_printf(page->text, "%*s%-*s%*s", INDENT, "", (int)page->name_columns,
                               part->name, GAP, "");
        for (gsize j = 0; part->covered_by[j]; j++)
            g_string_append_printf(page->text, "%s%s", j > 0 ? ", " : "",
                                   part->covered_by[j]->name);
        g_string_append_c(page->text, '\n');
    }
}

static char *format_page(const Found *found)
{
    const Page page = {
        .text = g_string_new(NULL),
        .found = found,
        .name_columns = widest_name(found),
        .layout = output_layout(),
    };
    for (guint i = 0; i < found->scopes->len;)
        i += append_group(&page, i);
    append_parts(&page);
    return g_string_free(page.text, FALSE);
}

/* ---- the command ----------------------------------------------------------------------------- */

static char *format_json(const Found *found, GError **error)
{
    const AzureModule *azure = module_load_azure(error);
    return azure ? azure->format_scopes(found->scopes, found->parts, error) : NULL;
}

int command_scopes(const Settings *settings G_GNUC_UNUSED, char **argv, GError **error)
{
    gboolean wants_json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &wants_json, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_auto(GStrv) words = g_strdupv(argv);
    if (!options_parse(entries, OPTIONS_ANYWHERE, "git credential-azdo help scopes", &words, error))
        return 1;

    if (wants_json)
        message_translate_with(NULL);
    g_autofree char *pattern = g_strjoinv(" ", words + 1);
    g_auto(Found) found = {0};
    find(pattern, &found);
    if (found.scopes->len + found.parts->len == 0) {
        set_not_found(pattern, error);
        return 1;
    }
    g_autofree char *text = wants_json ? format_json(&found, error) : format_page(&found);
    return text && exchange_write_text(text, error) ? 0 : 1;
}
