/* SPDX-License-Identifier: MIT */
#include "model/peer.h"

#include "core/message.h"
#include "core/text.h"
#include "model/typed.h"

#include <string.h>

#define SCHEME "https://"
#define AZ_SERVICE "azdevops-cli:"
#define AZ_EVERY_ORGANIZATION "default"
#define SERVICE_LINE "service="
#define ACCOUNT_LINE "account="
#define EXPIRY_LINE "password_expiry_utc="

/* ---- addresses ------------------------------------------------------------------------------- */

static const char *get(GHashTable *attributes, const char *name)
{
    const char *value = g_hash_table_lookup(attributes, name);
    return value ? value : "";
}

/* "git:https://dev.azure.com/contoso": what comes first is GCM's setting credential.namespace. */
static char *address_of_service(const char *service)
{
    const char *scheme = strstr(service, SCHEME);
    return scheme ? g_strdup(scheme) : NULL;
}

static char *address_of_gcm(GHashTable *attributes)
{
    return address_of_service(get(attributes, "service"));
}

static char *address_of_libsecret(GHashTable *attributes)
{
    const char *server = get(attributes, "server");
    const char *port = get(attributes, "port");
    if (!*server)
        return NULL;
    return g_strdup_printf("%s://%s%s%s/%s", get(attributes, "protocol"), server, *port ? ":" : "",
                           port, get(attributes, "object"));
}

/* "" = every organization. */
static char *address_of_azure_cli(GHashTable *attributes)
{
    const char *service = get(attributes, "service");
    if (!g_str_has_prefix(service, AZ_SERVICE))
        return NULL;
    char *address = g_strstrip(g_strdup(service + strlen(AZ_SERVICE)));
    if (g_str_equal(address, AZ_EVERY_ORGANIZATION))
        *address = '\0';
    return address;
}

static const struct {
    const char *attribute; /* that each of its items has, with this value */
    const char *value;
    char *(*address)(GHashTable *attributes); /* the caller's; NULL = it is for something else */
    const char *username;                     /* the attribute; NULL = it has none */
} peers[] = {
    [PEER_GCM] = {"xdg:schema", "com.microsoft.GitCredentialManager", address_of_gcm, "account"},
    /* The helper matches no schema's name, so that items of its forerunner serve as well. */
    [PEER_LIBSECRET] = {"protocol", "https", address_of_libsecret, "user"},
    [PEER_AZURE_CLI] = {"application", "Python keyring library", address_of_azure_cli, NULL},
    [PEER_AZUREAUTH] = {"xdg:schema", "com.microsoft.identity.azureauth.ado.pat", NULL, NULL},
};
G_STATIC_ASSERT(G_N_ELEMENTS(peers) == PEER_AZUREAUTH + 1);

GHashTable *peer_attributes(Peer peer)
{
    GHashTable *attributes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert(attributes, g_strdup(peers[peer].attribute), g_strdup(peers[peer].value));
    return attributes;
}

char *peer_item_name(Peer peer, GHashTable *attributes)
{
    g_autofree char *address = peers[peer].address ? peers[peer].address(attributes) : NULL;
    return address && *address ? typed_format(address) : g_strdup(_("all organizations"));
}

/* ---- secrets --------------------------------------------------------------------------------- */

static Secret *secret_of_text(const char *text)
{
    return text && *text ? secret_new(text, strlen(text)) : NULL;
}

/* Takes over the secret. */
static PlainSecret *plain_secret_at(const char *address, const char *username, Secret *secret,
                                    const GPtrArray *servers)
{
    if (!*address)
        return plain_secret_new_everywhere(secret);
    return plain_secret_new(span_of(address), secret_of_text(username), secret, servers);
}

gboolean peer_is_meant(Peer peer, GHashTable *attributes, const GPtrArray *servers)
{
    if (!peers[peer].address)
        return TRUE;
    g_autofree char *address = peers[peer].address(attributes);
    g_autoptr(PlainSecret) plain =
        address ? plain_secret_at(address, NULL, secret_of_text("?"), servers) : NULL;
    return plain != NULL;
}

static Secret *first_line(const Secret *content)
{
    Span text = {secret_reveal(content), secret_length(content)};
    Span line = {0};
    gboolean has_line = span_take_line(&text, &line);
    line = has_line ? span_trim(line) : line;
    if (line.length == 0 || text_has_control(line.start, line.length))
        return NULL;
    return secret_new(line.start, line.length);
}

/* What stands behind this in a line of its own below the first; NULL if it is nowhere. */
static char *find_line(const Secret *content, const char *name)
{
    Span text = {secret_reveal(content), secret_length(content)};
    Span line = {0};
    gboolean is_first = TRUE;
    for (; span_take_line(&text, &line); is_first = FALSE) {
        if (!is_first && line.length >= strlen(name) && !memcmp(line.start, name, strlen(name))) {
            Span value = span_trim(span_after(line, strlen(name)));
            return g_strndup(value.start, value.length);
        }
    }
    return NULL;
}

PlainSecret *peer_parse_item(Peer peer, GHashTable *attributes, const Secret *content,
                             const GPtrArray *servers)
{
    g_autofree char *address = peers[peer].address ? peers[peer].address(attributes) : NULL;
    g_autoptr(Secret) secret = address ? first_line(content) : NULL;
    if (!secret)
        return NULL;
    const char *username = peers[peer].username ? get(attributes, peers[peer].username) : NULL;
    PlainSecret *plain = plain_secret_at(address, username, g_steal_pointer(&secret), servers);
    g_autofree char *expiry = plain ? find_line(content, EXPIRY_LINE) : NULL;
    if (expiry && !text_parse_number(expiry, G_MAXINT64, &plain->valid_to))
        plain->valid_to = 0;
    return plain;
}

/* ---- GCM's entries --------------------------------------------------------------------------- */

/* The last part is the account. */
static char *address_of_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? g_strdup_printf("%s%.*s", SCHEME, (int)(slash - path), path) : NULL;
}

gboolean peer_gcm_path_is_meant(const char *path, const GPtrArray *servers)
{
    g_autofree char *address = address_of_path(path);
    g_autoptr(PlainSecret) plain =
        address ? plain_secret_new(span_of(address), NULL, secret_of_text("?"), servers) : NULL;
    return plain != NULL;
}

PlainSecret *peer_parse_gcm_entry(const char *path, const Secret *content, const GPtrArray *servers)
{
    g_autofree char *service = find_line(content, SERVICE_LINE);
    g_autofree char *account = find_line(content, ACCOUNT_LINE);
    g_autofree char *address = service ? address_of_service(service) : address_of_path(path);
    Secret *secret = address ? first_line(content) : NULL;
    return secret ? plain_secret_new(span_of(address), secret_of_text(account), secret, servers)
                  : NULL;
}
