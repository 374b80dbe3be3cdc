/* SPDX-License-Identifier: MIT
 * Copyright (c) the git-credential-azdo authors
 *
 * The parts of the scripted Secret Service; what it does is told in scripted_service.c.
 */
#pragma once

#include <gio/gio.h>

#define SECRET "org.freedesktop.Secret."
#define ROOT "/org/freedesktop/secrets"
#define ALIASES ROOT "/aliases/"
#define CONTROL_PATH "/test/Control"
#define NO_OBJECT "/"
#define SECRET_TYPE "(oayays)"

typedef enum { PROMPT_ACCEPT, PROMPT_DISMISS, PROMPT_NEVER, PROMPT_NONE } PromptOutcome;
typedef enum { CONTENT_TYPE_KEEP, CONTENT_TYPE_DROP, CONTENT_TYPE_FORCE } ContentTypePolicy;
typedef enum { RULE_HANG, RULE_DELAY, RULE_ERROR, RULE_EXIT, RULE_GARBAGE } RuleAction;

typedef enum {
    FAILURE_IS_LOCKED,
    FAILURE_NO_SESSION,
    FAILURE_NO_SUCH_OBJECT,
} Failure;

/* What happens instead of a method's plain answer. */
typedef struct {
    RuleAction action;
    guint delay_ms;
    char *error_name;
} Rule;

typedef struct {
    char *path;
    char *label;
    GVariant *attributes; /* a{ss} */
    GVariant *value;      /* ay */
    char *content_type;
    guint64 created;
    guint64 modified;
} Item;

typedef struct {
    char *path;
    char *label;
    gboolean locked;
    guint64 created;
    guint64 modified;
    GPtrArray *items; /* of Item */
    guint subtree;    /* in which its items are */
} Collection;

typedef struct {
    GDBusConnection *bus;
    GDBusNodeInfo *secret;  /* the specification's interfaces */
    GDBusNodeInfo *control; /* test.Control */

    GPtrArray *collections; /* of Collection */
    GHashTable *aliases;    /* name -> path of a collection */
    GHashTable *sessions;   /* set of paths */
    GHashTable *prompts;    /* path -> Prompt */
    guint last_number;      /* of the objects' paths */

    GHashTable *rules; /* METHOD -> Rule */
    PromptOutcome prompt_outcome;
    guint prompt_ms;
    ContentTypePolicy content_type_policy;
    char *forced_content_type;
    gboolean drop_session;
    gboolean duplicates;
    gboolean hide_locked;
    gboolean confirm;
    gboolean refuse_key;

    GHashTable *observers; /* set of connection names */
    GHashTable *calls;     /* METHOD -> count */
    guint prompts_shown;
    guint prompts_open;
    guint prompts_most;
    GPtrArray *unanswered; /* of GDBusMethodInvocation */
} Service;

/* An unlocking that waits for a person. */
typedef struct {
    Service *service; /* borrowed */
    char *path;
    char **objects;
    gboolean open;
    guint client_watch;
    guint timer;
} Prompt;

/* One method call, as the handlers see it. */
typedef struct {
    Service *service;
    const char *sender;
    const char *path;
    GVariant *arguments;
    gboolean observed; /* by a connection that the script and locks do not apply to */
} Call;

/* Returns the answer (floating), or NULL and sets the error. */
typedef GVariant *(*Handler)(const Call *call, GError **error);

/* A method, named by the last word of its interface and the member. */
typedef struct {
    const char *name;
    Handler handle;
} Method;

/* Each ends with an entry without a name. */
extern const Method secret_methods[];
extern const Method control_methods[];

/* Introspection data. */
extern const char secret_interfaces[];
extern const char control_interface[];

/* Makes the objects right below a path callable and returns the subtree's number in GDBus. */
guint service_export(Service *service, const char *path);

/* Obeys one rule, or sets the error. */
gboolean service_apply(Service *service, const char *rule, GError **error);

void service_fail(GError **error, Failure failure, const char *message);

/* Takes floating arguments. */
void service_signal(Service *service, const char *path, const char *interface, const char *name,
                    GVariant *arguments);

/* For the tables of a Service. */
void rule_free(gpointer rule);
void collection_free(gpointer collection);
void prompt_free(gpointer prompt);

/* Objects belong to the service. A path that leads nowhere gives NULL. */
Collection *collection_new(Service *service, const char *label);
Collection *collection_lookup(Service *service, const char *path);
Item *item_new(Service *service, Collection *collection);
/* Also finds the collection the item is in, where asked for. */
Item *item_lookup(Service *service, const char *path, Collection **ret_collection);
/* The collection that is, or that holds, the object. */
Collection *collection_of_object(Service *service, const char *path);

void collection_set_locked(Service *service, Collection *collection, gboolean locked);
void collection_signal(Service *service, const Collection *collection, const char *name,
                       const Item *item);
/* The first item that matches. */
Item *collection_find(const Collection *collection, GVariant *attributes);
/* Whether the item has all of these attributes, a{ss}, among its own. */
gboolean item_matches(const Item *item, GVariant *attributes);
void item_set_properties(Item *item, GVariant *properties, GVariant *attributes);

guint64 now_s(void);

/* Makes a prompt to unlock the objects, which it takes, and returns its path. */
const char *prompt_add(Service *service, char **objects);
/* Counts it as open until it is completed or the client is gone. */
void prompt_show(Prompt *prompt, const char *client);
/* Unlocks what the prompt was for, unless dismissed, tells the client and forgets the prompt. */
void prompt_complete(Prompt *prompt, gboolean dismissed);
