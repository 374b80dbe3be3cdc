/* SPDX-License-Identifier: MIT */
#include "app/import_page.h"

#include "core/message.h"
#include "model/pat.h"

#define INDENT 4 /* "12  " */
#define SOURCE_COLUMNS 17
#define TOKEN_COLUMNS 10
#define NAME_COLUMNS_MAX 31 /* "no token to keep" fits behind it */

static const char *const states[] = {
    [IMPORT_STORE] = N_("to be stored"),      [IMPORT_STORED] = N_("is stored"),
    [IMPORT_UNCHECKED] = N_("unchecked"),     [IMPORT_REPLACE] = N_("would replace"),
    [IMPORT_REFUSED] = N_("refused"),         [IMPORT_NAMELESS] = N_("whose?"),
    [IMPORT_NO_PAT] = N_("no token to keep"),
};
G_STATIC_ASSERT(G_N_ELEMENTS(states) == IMPORT_NO_PAT + 1);

static const Emphasis emphases[] = {
    [IMPORT_STORE] = EMPHASIS_GOOD,        [IMPORT_STORED] = EMPHASIS_NONE,
    [IMPORT_UNCHECKED] = EMPHASIS_WARNING, [IMPORT_REPLACE] = EMPHASIS_WARNING,
    [IMPORT_REFUSED] = EMPHASIS_BAD,       [IMPORT_NAMELESS] = EMPHASIS_WARNING,
    [IMPORT_NO_PAT] = EMPHASIS_WARNING,
};
G_STATIC_ASSERT(G_N_ELEMENTS(emphases) == IMPORT_NO_PAT + 1);

static guint number_of(const GPtrArray *tokens, const PlannedToken *token)
{
    guint number = 1;
    while (g_ptr_array_index(tokens, number - 1) != token)
        number++;
    return number;
}

/* ---- the table ------------------------------------------------------------------------------- */

static void append_cell(GString *text, const char *words, guint columns)
{
    guint width = layout_width(words);
    g_string_append_printf(text, "%s%*s", words, width < columns ? (int)(columns - width) : 0, "");
}

static guint name_columns(const GPtrArray *tokens)
{
    guint widest = layout_width(_("FOR"));
    for (guint i = 0; i < tokens->len; i++) {
        const PlannedToken *token = g_ptr_array_index(tokens, i);
        widest = MAX(widest, layout_width(token->name));
    }
    return MIN(widest, NAME_COLUMNS_MAX) + 2;
}

static char *state_of(const GPtrArray *tokens, const PlannedToken *token)
{
    if (token->twin)
        return g_strdup_printf(_("same as %u"), number_of(tokens, token->twin));
    return g_strdup(_(states[token->fate]));
}

/* Where a name is too long for it, the state stands below. */
static void append_name(GString *text, const char *name, guint columns)
{
    append_cell(text, name, columns);
    if (layout_width(name) >= columns)
        g_string_append_printf(text, "\n%*s",
                               (int)(INDENT + SOURCE_COLUMNS + TOKEN_COLUMNS + columns), "");
}

static void append_row(GString *text, const GPtrArray *tokens, guint i, guint columns,
                       const Layout *layout)
{
    const PlannedToken *token = g_ptr_array_index(tokens, i);
    g_autofree char *state = state_of(tokens, token);
    g_autofree char *shown = layout_emphasize(state, emphases[token->fate], layout->has_emphasis);
    g_string_append_printf(text, "%-*u", INDENT, i + 1);
    append_cell(text, token->found->place->source->name, SOURCE_COLUMNS);
    append_cell(text, token->masked, TOKEN_COLUMNS);
    append_name(text, token->name, columns);
    g_string_append_printf(text, "%s\n", shown);
}

static void append_table(GString *text, const GPtrArray *tokens, const Layout *layout)
{
    guint columns = name_columns(tokens);
    g_autoptr(GString) heading = g_string_new(NULL);
    append_cell(heading, "", INDENT);
    append_cell(heading, _("FROM"), SOURCE_COLUMNS);
    append_cell(heading, _("TOKEN"), TOKEN_COLUMNS);
    append_cell(heading, _("FOR"), columns);
    g_string_append(heading, _("STATE"));
    g_autofree char *shown = layout_emphasize(heading->str, EMPHASIS_STRONG, layout->has_emphasis);
    g_string_append_printf(text, "%s\n", shown);
    for (guint i = 0; i < tokens->len; i++)
        append_row(text, tokens, i, columns, layout);
}

/* ---- what is to be known of each ------------------------------------------------------------- */

static void append_note(GString *text, const char *note, const Layout *layout)
{
    g_autofree char *wrapped = layout_wrap(note, INDENT, layout->columns);
    g_string_append_printf(text, "%*s%s\n", INDENT, "", wrapped);
}

static char *describe(const PlannedToken *token)
{
    g_autofree char *other = token->other ? pat_mask(token->other->secret) : NULL;
    switch (token->fate) {
    case IMPORT_STORE:
    case IMPORT_STORED:
        return NULL;
    case IMPORT_UNCHECKED:
    case IMPORT_REFUSED:
    case IMPORT_NO_PAT:
        return g_strdup(token->words);
    case IMPORT_REPLACE:
        return g_strdup_printf(_("%s; it would take the place of %s"), token->words, other);
    case IMPORT_NAMELESS:
        return g_strdup(_("it does not say which organization it is for; if you know:"));
    }
    g_assert_not_reached();
}

static void append_place(GString *text, guint number, const PlannedToken *token,
                         const Layout *layout)
{
    g_autofree char *where = layout_wrap(token->found->place->where, INDENT, layout->columns);
    g_autofree char *note = describe(token);
    g_string_append_printf(text, "%-*u%s\n", INDENT, number, where);
    if (note)
        append_note(text, note, layout);
    if (token->fate == IMPORT_NAMELESS)
        g_string_append_printf(text, "%*s  git credential-azdo import --from=%s contoso\n", INDENT,
                               "", token->found->place->source->name);
}

static void append_problems(GString *text, const ImportFindings *findings, const Layout *layout)
{
    gboolean has_any = FALSE;
    for (guint i = 0; i < findings->places->len; i++) {
        const ImportPlace *place = g_ptr_array_index(findings->places, i);
        if (!place->problem)
            continue;
        if (!has_any && text->len > 0)
            g_string_append_c(text, '\n');
        has_any = TRUE;
        g_autofree char *line =
            g_strdup_printf(_("Not looked at: %s: %s"), place->where, place->problem);
        g_autofree char *wrapped = layout_wrap(line, 0, layout->columns);
        g_string_append_printf(text, "%s\n", wrapped);
    }
}

char *import_page_format(const GPtrArray *tokens, const ImportFindings *findings,
                         const Layout *layout)
{
    GString *text = g_string_new(NULL);
    if (tokens->len == 0) {
        g_string_append(text, _("No token for Azure DevOps was found that could be imported.\n"));
    } else {
        append_table(text, tokens, layout);
        g_string_append_c(text, '\n');
    }
    for (guint i = 0; i < tokens->len; i++)
        append_place(text, i + 1, g_ptr_array_index(tokens, i), layout);
    append_problems(text, findings, layout);
    return g_string_free(text, FALSE);
}
