/* SPDX-License-Identifier: MIT
 * Copyright (c) the git-credential-azdo authors
 *
 * A Secret Service (org.freedesktop.secrets) that keeps its items in memory and misbehaves as told.
 *
 *     scripted-service [--name=BUS_NAME] [RULE...]
 *
 * It starts with one empty collection, the default one, unlocked. Rules, also taken at run time:
 *
 *     locked, unlocked          the state of every collection, from now on
 *     prompt=accept             the unlock prompt is answered (the first setting)
 *     prompt=dismiss            the unlock prompt is dismissed
 *     prompt=never              the unlock prompt stays open until the client dismisses it or ends
 *     prompt=none               a locked collection is not unlocked, and no prompt offered
 *     prompt-ms=N               a prompt is open for so long before it is answered or dismissed
 *     hang=METHOD               METHOD is never answered
 *     delay=METHOD:MS           METHOD is carried out and answered so much later
 *     error=METHOD:NAME         METHOD fails with the D-Bus error NAME
 *     exit=METHOD               the service is gone when METHOD is called
 *     garbage=METHOD            METHOD answers something of another type than it should
 *     answer=METHOD             METHOD works again
 *     drop-session              the next call that uses a session fails: all sessions are lost
 *     refuse-key                the next OpenSession fails as KWallet's does for one key in 256
 *     default=no, default=yes   whether there is a default collection
 *     content-type=drop         secrets come back with an empty content type
 *     content-type=force:TYPE   secrets come back as TYPE
 *     content-type=keep         secrets come back with their own content type (the first setting)
 *     duplicates=yes, =no       SearchItems names each item twice
 *     confirm=yes, =no          CreateItem and Item.Delete want a prompt, which changes nothing
 *     hide-locked=yes, =no      a locked collection shows no items at all, as KeePassXC does it
 *
 * METHOD is the last word of the interface and the member: Service.SearchItems, Item.GetSecret,
 * Collection.CreateItem, Prompt.Prompt, Properties.GetAll.
 *
 * On /test/Control, interface test.Control: Script(as rules), Calls() -> a{su} by METHOD,
 * Prompts() -> shown, open now, most at a time (uuu), Forget() for new counts, and Observe(): what
 * the calling connection does from then on is not counted, and neither rules nor locks apply.
 *
 * Only the "plain" session algorithm is offered; clients fall back to it. Specification:
 * https://specifications.freedesktop.org/secret-service/0.2/
 */
#include "scripted_service.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- calls ------------------------------------------------------------------------------------ */

/* The interface's last word and the member. */
static char *method_name(GDBusMethodInvocation *invocation)
{
    const char *interface = g_dbus_method_invocation_get_interface_name(invocation);

    return g_strdup_printf("%s.%s", strrchr(interface, '.') + 1,
                           g_dbus_method_invocation_get_method_name(invocation));
}

/* GDBus lets only the methods of the interfaces through, and each of them has a handler. */
static Handler handler_find(const Method *methods, const char *name)
{
    while (!g_str_equal(methods->name, name))
        methods++;
    return methods->handle;
}

static const char *object_interface(Service *service, const char *path)
{
    if (g_str_equal(path, ROOT))
        return SECRET "Service";
    if (collection_lookup(service, path) != NULL)
        return SECRET "Collection";
    if (item_lookup(service, path, NULL) != NULL)
        return SECRET "Item";
    if (g_hash_table_contains(service->sessions, path))
        return SECRET "Session";
    if (g_hash_table_contains(service->prompts, path))
        return SECRET "Prompt";
    return NULL;
}

/* Carries the call out, on an object that may have gone since it arrived. */
static GVariant *service_perform(const Call *call, const char *method, GError **error)
{
    if (g_str_equal(call->path, CONTROL_PATH))
        return handler_find(control_methods, method)(call, error);
    if (object_interface(call->service, call->path) != NULL)
        return handler_find(secret_methods, method)(call, error);
    service_fail(error, FAILURE_NO_SUCH_OBJECT, "The object is gone");
    return NULL;
}

/* Takes the invocation. */
static void answer(Service *service, GDBusMethodInvocation *invocation, gboolean observed)
{
    g_autofree char *method = method_name(invocation);
    g_autoptr(GError) error = NULL;
    Call call = {
        .service = service,
        .sender = g_dbus_method_invocation_get_sender(invocation),
        .path = g_dbus_method_invocation_get_object_path(invocation),
        .arguments = g_dbus_method_invocation_get_parameters(invocation),
        .observed = observed,
    };
    GVariant *reply = service_perform(&call, method, &error);

    if (reply != NULL)
        g_dbus_method_invocation_return_value(invocation, reply);
    else
        g_dbus_method_invocation_return_gerror(invocation, error);
}

static gboolean answer_late(gpointer data)
{
    GDBusMethodInvocation *invocation = data;

    answer(g_dbus_method_invocation_get_user_data(invocation), invocation, FALSE);
    return G_SOURCE_REMOVE;
}

/* A reply that GDBus itself would not let through. Takes the invocation. */
static void answer_garbage(Service *service, GDBusMethodInvocation *invocation)
{
    g_autoptr(GDBusMessage) reply =
        g_dbus_message_new_method_reply(g_dbus_method_invocation_get_message(invocation));

    g_dbus_message_set_body(reply, g_variant_new("(x)", G_GINT64_CONSTANT(-1)));
    g_dbus_connection_send_message(service->bus, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
    g_object_unref(invocation);
}

/* What the script has for the method in the place of its answer. Takes the invocation. */
static void follow_rule(Service *service, const Rule *rule, GDBusMethodInvocation *invocation)
{
    switch (rule->action) {
    case RULE_HANG:
        g_ptr_array_add(service->unanswered, invocation);
        break;
    case RULE_DELAY:
        g_timeout_add(rule->delay_ms, answer_late, invocation);
        break;
    case RULE_ERROR:
        g_dbus_method_invocation_return_dbus_error(invocation, rule->error_name, "as scripted");
        break;
    case RULE_GARBAGE:
        answer_garbage(service, invocation);
        break;
    case RULE_EXIT:
        _exit(EXIT_SUCCESS);
    }
}

static void count_call(Service *service, const char *method)
{
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(service->calls, method));

    g_hash_table_replace(service->calls, g_strdup(method), GUINT_TO_POINTER(count + 1));
}

static void on_method_call(GDBusConnection *bus G_GNUC_UNUSED, const char *sender,
                           const char *path G_GNUC_UNUSED, const char *interface G_GNUC_UNUSED,
                           const char *name G_GNUC_UNUSED, GVariant *arguments G_GNUC_UNUSED,
                           GDBusMethodInvocation *invocation, gpointer data)
{
    Service *service = data;
    g_autofree char *method = method_name(invocation);
    gboolean observed = g_hash_table_contains(service->observers, sender);
    const Rule *rule = NULL;

    if (!observed && !g_str_has_prefix(method, "Control.")) {
        count_call(service, method);
        rule = g_hash_table_lookup(service->rules, method);
    }
    if (rule != NULL)
        follow_rule(service, rule, invocation);
    else
        answer(service, invocation, observed);
}

/* Without functions for properties GDBus hands their calls to method_call. */
static const GDBusInterfaceVTable calls = {.method_call = on_method_call};

static char **on_enumerate(GDBusConnection *bus G_GNUC_UNUSED, const char *sender G_GNUC_UNUSED,
                           const char *path G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
    return NULL;
}

/* GDBus passes an object's own path when it is called, its parent's when it is introspected. */
static char *object_path(const char *path, const char *node)
{
    const char *last = strrchr(path, '/') + 1;

    return node == NULL || g_str_equal(last, node) ? g_strdup(path)
                                                   : g_strconcat(path, "/", node, NULL);
}

static GDBusInterfaceInfo **on_introspect(GDBusConnection *bus G_GNUC_UNUSED,
                                          const char *sender G_GNUC_UNUSED, const char *path,
                                          const char *node, gpointer data)
{
    Service *service = data;
    g_autofree char *object = object_path(path, node);
    const char *interface = object_interface(service, object);
    GDBusInterfaceInfo **interfaces;

    if (interface == NULL)
        return NULL;
    interfaces = g_new0(GDBusInterfaceInfo *, 2);
    interfaces[0] =
        g_dbus_interface_info_ref(g_dbus_node_info_lookup_interface(service->secret, interface));
    return interfaces;
}

static const GDBusInterfaceVTable *on_dispatch(GDBusConnection *bus G_GNUC_UNUSED,
                                               const char *sender G_GNUC_UNUSED,
                                               const char *path G_GNUC_UNUSED,
                                               const char *interface G_GNUC_UNUSED,
                                               const char *node G_GNUC_UNUSED, gpointer *ret_data,
                                               gpointer data)
{
    *ret_data = data;
    return &calls;
}

static const GDBusSubtreeVTable objects = {
    .enumerate = on_enumerate,
    .introspect = on_introspect,
    .dispatch = on_dispatch,
};

/* --- start ------------------------------------------------------------------------------------ */

static GHashTable *table_new(GDestroyNotify free_value)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_value);
}

static void service_init(Service *service)
{
    *service = (Service){
        .secret = g_dbus_node_info_new_for_xml(secret_interfaces, NULL),
        .control = g_dbus_node_info_new_for_xml(control_interface, NULL),
        .collections = g_ptr_array_new_with_free_func(collection_free),
        .aliases = table_new(g_free),
        .sessions = table_new(NULL),
        .prompts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, prompt_free),
        .rules = table_new(rule_free),
        .observers = table_new(NULL),
        .calls = table_new(NULL),
        .unanswered = g_ptr_array_new(),
    };
}

guint service_export(Service *service, const char *path)
{
    return g_dbus_connection_register_subtree(service->bus, path, &objects,
                                              G_DBUS_SUBTREE_FLAGS_DISPATCH_TO_UNENUMERATED_NODES,
                                              service, NULL, NULL);
}

static gboolean service_connect(Service *service, GError **error)
{
    static const char *const parents[] = {
        ROOT, ROOT "/aliases", ROOT "/collection", ROOT "/session", ROOT "/prompt",
    };
    service->bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, error);
    if (service->bus == NULL)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(parents); i++)
        service_export(service, parents[i]);
    return g_dbus_connection_register_object(service->bus, CONTROL_PATH,
                                             service->control->interfaces[0], &calls, service, NULL,
                                             error) != 0;
}

/* The first collection, and the rules of the command line. */
static gboolean service_set_up(Service *service, char **rules, GError **error)
{
    Collection *collection = collection_new(service, "Default");

    g_hash_table_insert(service->aliases, g_strdup("default"), g_strdup(collection->path));
    for (gsize i = 0; rules != NULL && rules[i] != NULL; i++) {
        if (!service_apply(service, rules[i], error))
            return FALSE;
    }
    return TRUE;
}

static void on_name_lost(GDBusConnection *bus G_GNUC_UNUSED, const char *name,
                         gpointer data G_GNUC_UNUSED)
{
    g_printerr("error: cannot own %s\n", name);
    exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
    g_autoptr(GOptionContext) context = g_option_context_new("[RULE...]");
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strdup("org.freedesktop.secrets");
    g_auto(GStrv) rules = NULL;
    Service service;
    const GOptionEntry options[] = {
        {.long_name = "name",
         .arg = G_OPTION_ARG_STRING,
         .arg_data = &name,
         .description = "own this name on the bus",
         .arg_description = "BUS_NAME"},
        {.long_name = G_OPTION_REMAINING, .arg = G_OPTION_ARG_STRING_ARRAY, .arg_data = &rules},
        {0},
    };

    service_init(&service);
    g_option_context_add_main_entries(context, options, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) ||
        !service_connect(&service, &error) || !service_set_up(&service, rules, &error)) {
        g_printerr("error: %s\n", error->message);
        return EXIT_FAILURE;
    }
    g_bus_own_name_on_connection(service.bus, name, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, NULL,
                                 on_name_lost, NULL, NULL);
    g_main_loop_run(loop);
    return EXIT_SUCCESS;
}
