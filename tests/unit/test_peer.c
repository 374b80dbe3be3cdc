/* SPDX-License-Identifier: MIT */
#include "model/peer.h"

#include "suite.h"

#include <string.h>

#define SECRET "S3CRET"
#define PAIRS_MAX 5

static const struct {
    const char *name;
    Peer peer;
    const char *attributes[2 * PAIRS_MAX]; /* name, value, ... */
    const char *content;
    const char *secret; /* NULL = there is none for us */
    const char *address;
    const char *organization;
    const char *username;
    gint64 valid_to;
} items[] = {
    {.name = "GCM's",
     .peer = PEER_GCM,
     .attributes = {"service", "git:https://dev.azure.com/contoso", "account", "ann"},
     .content = SECRET,
     .secret = SECRET,
     .address = "https://dev.azure.com/contoso",
     .organization = "contoso",
     .username = "ann"},
    {.name = "GCM's without an account",
     .peer = PEER_GCM,
     .attributes = {"service", "git:https://dev.azure.com/contoso"},
     .content = SECRET,
     .secret = SECRET,
     .address = "https://dev.azure.com/contoso",
     .organization = "contoso"},
    {.name = "GCM's in a namespace of the user's",
     .peer = PEER_GCM,
     .attributes = {"service", "mine:https://contoso.visualstudio.com/x", "account", "ann"},
     .content = SECRET,
     .secret = SECRET,
     .address = "https://contoso.visualstudio.com/x",
     .organization = "contoso",
     .username = "ann"},
    {.name = "GCM's for another host",
     .peer = PEER_GCM,
     .attributes = {"service", "git:https://github.com", "account", "ann"},
     .content = SECRET},
    {.name = "GCM's for no address",
     .peer = PEER_GCM,
     .attributes = {"service", "dev.azure.com"},
     .content = SECRET},

    {.name = "libsecret's with a date",
     .peer = PEER_LIBSECRET,
     .attributes = {"protocol", "https", "server", "dev.azure.com", "object",
                    "contoso/web/_git/app", "user", "ann"},
     .content = SECRET "\npassword_expiry_utc=1800000000\noauth_refresh_token=x\n",
     .secret = SECRET,
     .address = "https://dev.azure.com/contoso/web/_git/app",
     .organization = "contoso",
     .username = "ann",
     .valid_to = 1800000000},
    {.name = "libsecret's without a path",
     .peer = PEER_LIBSECRET,
     .attributes = {"protocol", "https", "server", "dev.azure.com", "user", "contoso"},
     .content = SECRET,
     .secret = SECRET,
     .address = "https://dev.azure.com/",
     .username = "contoso"},
    {.name = "libsecret's with a port",
     .peer = PEER_LIBSECRET,
     .attributes = {"protocol", "https", "server", "dev.azure.com", "port", "8443", "user", "ann"},
     .content = SECRET},
    {.name = "libsecret's for another host",
     .peer = PEER_LIBSECRET,
     .attributes = {"protocol", "https", "server", "github.com", "user", "ann"},
     .content = SECRET},
    {.name = "libsecret's for another protocol",
     .peer = PEER_LIBSECRET,
     .attributes = {"protocol", "http", "server", "dev.azure.com", "user", "ann"},
     .content = SECRET},
    {.name = "libsecret's with a date that is none",
     .peer = PEER_LIBSECRET,
     .attributes = {"protocol", "https", "server", "dev.azure.com", "object", "contoso"},
     .content = SECRET "\npassword_expiry_utc=soon",
     .secret = SECRET,
     .address = "https://dev.azure.com/contoso",
     .organization = "contoso"},

    {.name = "az devops's",
     .peer = PEER_AZURE_CLI,
     .attributes = {"service", "azdevops-cli:https://dev.azure.com/contoso", "username",
                    "Personal Access Token"},
     .content = SECRET,
     .secret = SECRET,
     .address = "https://dev.azure.com/contoso",
     .organization = "contoso"},
    {.name = "az devops's for every organization",
     .peer = PEER_AZURE_CLI,
     .attributes = {"service", "azdevops-cli: default"},
     .content = SECRET,
     .secret = SECRET,
     .address = ""},
    {.name = "another program's of python-keyring",
     .peer = PEER_AZURE_CLI,
     .attributes = {"service", "https://dev.azure.com/x"},
     .content = SECRET},

    {.name = "an empty secret",
     .peer = PEER_GCM,
     .attributes = {"service", "git:https://dev.azure.com/contoso"},
     .content = ""},
    {.name = "a secret with a control character",
     .peer = PEER_GCM,
     .attributes = {"service", "git:https://dev.azure.com/contoso"},
     .content = "a\tb"},
};

static GHashTable *attributes_of(const char *const *pairs)
{
    GHashTable *attributes = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < PAIRS_MAX && pairs[2 * i]; i++)
        g_hash_table_insert(attributes, (gpointer)pairs[2 * i], (gpointer)pairs[2 * i + 1]);
    return attributes;
}

START_TEST(an_item_is_read)
{
    g_autoptr(GPtrArray) servers = g_ptr_array_new();
    g_autoptr(GHashTable) attributes = attributes_of(items[_i].attributes);
    g_autoptr(Secret) content = secret_new(items[_i].content, strlen(items[_i].content));
    g_autoptr(PlainSecret) plain = peer_parse_item(items[_i].peer, attributes, content, servers);
    const char *name = items[_i].name;
    ck_assert_msg((plain != NULL) == (items[_i].secret != NULL), "%s", name);
    if (!plain)
        return;
    ck_assert_msg(peer_is_meant(items[_i].peer, attributes, servers), "%s", name);
    assert_row_text(name, "secret", secret_reveal(plain->secret), items[_i].secret);
    assert_row_text(name, "address", plain->address, items[_i].address);
    assert_row_text(name, "organization", plain->target ? plain->target->organization : NULL,
                    items[_i].organization);
    assert_row_text(name, "user name", plain->username, items[_i].username);
    ck_assert_msg(plain->valid_to == items[_i].valid_to, "%s", name);
}
END_TEST

START_TEST(what_is_for_another_host_is_not_looked_at)
{
    static const char *const pairs[2 * PAIRS_MAX] = {"service", "git:https://github.com/contoso"};
    g_autoptr(GPtrArray) servers = g_ptr_array_new();
    g_autoptr(GHashTable) attributes = attributes_of(pairs);
    ck_assert(!peer_is_meant(PEER_GCM, attributes, servers));
    ck_assert(!peer_is_meant(PEER_LIBSECRET, attributes, servers));
    ck_assert(!peer_is_meant(PEER_AZURE_CLI, attributes, servers));
}
END_TEST

START_TEST(each_peer_is_found_by_an_attribute)
{
    for (Peer peer = PEER_GCM; peer <= PEER_AZUREAUTH; peer++) {
        g_autoptr(GHashTable) attributes = peer_attributes(peer);
        ck_assert_uint_eq(g_hash_table_size(attributes), 1);
    }
}
END_TEST

static const struct {
    const char *name;
    const char *path;
    const char *content;
    const char *address; /* NULL = there is nothing for us */
    const char *username;
} entries[] = {
    {.name = "an entry as GCM writes it",
     .path = "dev.azure.com/contoso/ann",
     .content = SECRET "\nservice=https://dev.azure.com/contoso\naccount=ann\n",
     .address = "https://dev.azure.com/contoso",
     .username = "ann"},
    {.name = "an entry with the namespace",
     .path = "dev.azure.com/contoso/ann",
     .content = SECRET "\r\nservice=git:https://dev.azure.com/contoso\r\naccount=ann\r\n",
     .address = "https://dev.azure.com/contoso",
     .username = "ann"},
    {.name = "an entry without its lines",
     .path = "contoso.visualstudio.com/ann",
     .content = SECRET,
     .address = "https://contoso.visualstudio.com"},
    {.name = "an entry whose first line is a service",
     .path = "dev.azure.com/contoso/ann",
     .content = "service=https://dev.azure.com/fabrikam\n",
     .address = "https://dev.azure.com/contoso"},
    {.name = "an entry for another host",
     .path = "dev.azure.com/contoso/ann",
     .content = SECRET "\nservice=https://github.com\naccount=ann\n"},
    {.name = "an empty entry", .path = "dev.azure.com/contoso/ann", .content = "\n"},
};

START_TEST(an_entry_is_read)
{
    g_autoptr(GPtrArray) servers = g_ptr_array_new();
    g_autoptr(Secret) content = secret_new(entries[_i].content, strlen(entries[_i].content));
    g_autoptr(PlainSecret) plain = peer_parse_gcm_entry(entries[_i].path, content, servers);
    assert_row_text(entries[_i].name, "address", plain ? plain->address : NULL,
                    entries[_i].address);
    assert_row_text(entries[_i].name, "user name", plain ? plain->username : NULL,
                    entries[_i].username);
}
END_TEST

START_TEST(a_path_tells_whether_an_entry_is_for_us)
{
    g_autoptr(GPtrArray) servers = g_ptr_array_new();
    ck_assert(peer_gcm_path_is_meant("dev.azure.com/contoso/ann", servers));
    ck_assert(peer_gcm_path_is_meant("contoso.visualstudio.com/ann", servers));
    ck_assert(!peer_gcm_path_is_meant("github.com/contoso/ann", servers));
    ck_assert(!peer_gcm_path_is_meant("ann", servers));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("peer");
    TCase *keyring = suite_add_case(suite, "keyring");
    TCase *gcm = suite_add_case(suite, "gcm");
    case_add_rows(keyring, an_item_is_read, items);
    tcase_add_test(keyring, what_is_for_another_host_is_not_looked_at);
    tcase_add_test(keyring, each_peer_is_found_by_an_attribute);
    case_add_rows(gcm, an_entry_is_read, entries);
    tcase_add_test(gcm, a_path_tells_whether_an_entry_is_for_us);
    return suite_run(suite);
}
