/* SPDX-License-Identifier: MIT */
#include "scripted_service.h"

#include <string.h>

/* --- rules ------------------------------------------------------------------------------------ */

void rule_free(gpointer data)
{
    Rule *rule = data;

    g_free(rule->error_name);
    g_free(rule);
}

static gboolean bad_rule(GError **error, const char *rule)
{
    g_set_error(error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "not a rule: %s", rule);
    return FALSE;
}

static void service_set_locked(Service *service, gboolean locked)
{
    for (guint i = 0; i < service->collections->len; i++)
        collection_set_locked(service, g_ptr_array_index(service->collections, i), locked);
}

static gboolean rule_locked(Service *service, const char *value)
{
    service_set_locked(service, TRUE);
    return *value == '\0';
}

static gboolean rule_unlocked(Service *service, const char *value)
{
    service_set_locked(service, FALSE);
    return *value == '\0';
}

static gboolean rule_drop_session(Service *service, const char *value)
{
    service->drop_session = TRUE;
    return *value == '\0';
}

static gboolean rule_refuse_key(Service *service, const char *value)
{
    service->refuse_key = TRUE;
    return *value == '\0';
}

static gboolean rule_prompt(Service *service, const char *value)
{
    static const char *const outcomes[] = {
        [PROMPT_ACCEPT] = "accept",
        [PROMPT_DISMISS] = "dismiss",
        [PROMPT_NEVER] = "never",
        [PROMPT_NONE] = "none",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++) {
        if (g_str_equal(value, outcomes[i])) {
            service->prompt_outcome = (PromptOutcome)i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean parse_ms(const char *text, guint *ret_ms)
{
    guint64 number;

    if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT, &number, NULL))
        return FALSE;
    *ret_ms = (guint)number;
    return TRUE;
}

static gboolean parse_yes(const char *text, gboolean *ret_yes)
{
    *ret_yes = g_str_equal(text, "yes");
    return *ret_yes || g_str_equal(text, "no");
}

static gboolean rule_prompt_ms(Service *service, const char *value)
{
    return parse_ms(value, &service->prompt_ms);
}

static gboolean rule_duplicates(Service *service, const char *value)
{
    return parse_yes(value, &service->duplicates);
}

static gboolean rule_hide_locked(Service *service, const char *value)
{
    return parse_yes(value, &service->hide_locked);
}

static gboolean rule_confirm(Service *service, const char *value)
{
    return parse_yes(value, &service->confirm);
}

static gboolean rule_default(Service *service, const char *value)
{
    const Collection *first;
    gboolean yes;

    if (!parse_yes(value, &yes))
        return FALSE;
    g_hash_table_remove(service->aliases, "default");
    if (!yes || service->collections->len == 0)
        return TRUE;
    first = g_ptr_array_index(service->collections, 0);
    g_hash_table_insert(service->aliases, g_strdup("default"), g_strdup(first->path));
    return TRUE;
}

static gboolean rule_content_type(Service *service, const char *value)
{
    g_clear_pointer(&service->forced_content_type, g_free);
    if (g_str_equal(value, "keep")) {
        service->content_type_policy = CONTENT_TYPE_KEEP;
    } else if (g_str_equal(value, "drop")) {
        service->content_type_policy = CONTENT_TYPE_DROP;
    } else if (g_str_has_prefix(value, "force:")) {
        service->content_type_policy = CONTENT_TYPE_FORCE;
        service->forced_content_type = g_strdup(value + strlen("force:"));
    } else {
        return FALSE;
    }
    return TRUE;
}

/* A rule for METHOD, or for METHOD:ARGUMENT. Replaces the method's former rule. */
static Rule *rule_add(Service *service, RuleAction action, const char *value,
                      const char **ret_argument)
{
    g_auto(GStrv) parts = g_strsplit(value, ":", 2);
    const char *colon = strchr(value, ':');
    Rule *rule;

    if (parts[0] == NULL || *parts[0] == '\0' || (colon == NULL) != (ret_argument == NULL))
        return NULL;
    rule = g_new0(Rule, 1);
    rule->action = action;
    g_hash_table_replace(service->rules, g_strdup(parts[0]), rule);
    if (ret_argument != NULL)
        *ret_argument = colon + 1;
    return rule;
}

static gboolean rule_hang(Service *service, const char *value)
{
    return rule_add(service, RULE_HANG, value, NULL) != NULL;
}

static gboolean rule_exit(Service *service, const char *value)
{
    return rule_add(service, RULE_EXIT, value, NULL) != NULL;
}

static gboolean rule_garbage(Service *service, const char *value)
{
    return rule_add(service, RULE_GARBAGE, value, NULL) != NULL;
}

static gboolean rule_delay(Service *service, const char *value)
{
    const char *ms;
    Rule *rule = rule_add(service, RULE_DELAY, value, &ms);

    return rule != NULL && parse_ms(ms, &rule->delay_ms);
}

static gboolean rule_error(Service *service, const char *value)
{
    const char *name;
    Rule *rule = rule_add(service, RULE_ERROR, value, &name);

    if (rule == NULL || !g_dbus_is_interface_name(name))
        return FALSE;
    rule->error_name = g_strdup(name);
    return TRUE;
}

static gboolean rule_answer(Service *service, const char *value)
{
    g_hash_table_remove(service->rules, value);
    return *value != '\0';
}

static const struct {
    const char *word;
    gboolean (*apply)(Service *service, const char *value);
} rule_words[] = {
    {"locked", rule_locked},
    {"unlocked", rule_unlocked},
    {"prompt", rule_prompt},
    {"prompt-ms", rule_prompt_ms},
    {"hang", rule_hang},
    {"delay", rule_delay},
    {"error", rule_error},
    {"exit", rule_exit},
    {"garbage", rule_garbage},
    {"answer", rule_answer},
    {"drop-session", rule_drop_session},
    {"refuse-key", rule_refuse_key},
    {"default", rule_default},
    {"content-type", rule_content_type},
    {"duplicates", rule_duplicates},
    {"hide-locked", rule_hide_locked},
    {"confirm", rule_confirm},
};

gboolean service_apply(Service *service, const char *rule, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(rule, "=", 2);

    for (gsize i = 0; parts[0] != NULL && i < G_N_ELEMENTS(rule_words); i++) {
        if (!g_str_equal(parts[0], rule_words[i].word))
            continue;
        if (rule_words[i].apply(service, parts[1] != NULL ? parts[1] : ""))
            return TRUE;
        return bad_rule(error, rule);
    }
    return bad_rule(error, rule);
}

/* --- test.Control ----------------------------------------------------------------------------- */

static GVariant *handle_script(const Call *call, GError **error)
{
    g_autofree const char **rules = NULL;

    g_variant_get(call->arguments, "(^a&s)", &rules);
    for (gsize i = 0; rules[i] != NULL; i++) {
        if (!service_apply(call->service, rules[i], error))
            return NULL;
    }
    return g_variant_new("()");
}

static GVariant *handle_calls(const Call *call, GError **error G_GNUC_UNUSED)
{
    GVariantBuilder counts;
    GHashTableIter iter;
    gpointer method;
    gpointer count;

    g_variant_builder_init(&counts, G_VARIANT_TYPE("a{su}"));
    g_hash_table_iter_init(&iter, call->service->calls);
    while (g_hash_table_iter_next(&iter, &method, &count))
        g_variant_builder_add(&counts, "{su}", method, GPOINTER_TO_UINT(count));
    return g_variant_new("(a{su})", &counts);
}

static GVariant *handle_prompts(const Call *call, GError **error G_GNUC_UNUSED)
{
    const Service *service = call->service;

    return g_variant_new("(uuu)", service->prompts_shown, service->prompts_open,
                         service->prompts_most);
}

static GVariant *handle_forget(const Call *call, GError **error G_GNUC_UNUSED)
{
    g_hash_table_remove_all(call->service->calls);
    call->service->prompts_shown = 0;
    call->service->prompts_most = call->service->prompts_open;
    return g_variant_new("()");
}

static GVariant *handle_observe(const Call *call, GError **error G_GNUC_UNUSED)
{
    g_hash_table_add(call->service->observers, g_strdup(call->sender));
    return g_variant_new("()");
}

const Method control_methods[] = {
    {"Control.Script", handle_script},   {"Control.Calls", handle_calls},
    {"Control.Prompts", handle_prompts}, {"Control.Forget", handle_forget},
    {"Control.Observe", handle_observe}, {NULL, NULL},
};
