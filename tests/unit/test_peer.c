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
    {"GCM's",
     PEER_GCM,
     {"service", "git:https://dev.azure.com/contoso", "account", "ann"},
     SECRET,
     SECRET,
     "https://dev.azure.com/contoso",
     "contoso",
     "ann",
     0},
    {"GCM's without an account",
     PEER_GCM,
     {"service", "git:https://dev.azure.com/contoso"},
     SECRET,
     SECRET,
     "https://dev.azure.com/contoso",
     "contoso",
     NULL,
     0},
    {"GCM's in a namespace of the user's",
     PEER_GCM,
     {"service", "mine:https://contoso.visualstudio.com/x", "account", "ann"},
     SECRET,
     SECRET,
     "https://contoso.visualstudio.com/x",
     "contoso",
     "ann",
     0},
    {"GCM's for another host",
     PEER_GCM,
     {"service", "git:https://github.com", "account", "ann"},
     SECRET,
     NULL,
     NULL,
     NULL,
     NULL,
     0},
    {"GCM's for no address",
     PEER_GCM,
     {"service", "dev.azure.com"},
     SECRET,
     NULL,
     NULL,
     NULL,
     NULL,
     0},

    {"libsecret's with a date",
     PEER_LIBSECRET,
     {"protocol", "https", "server", "dev.azure.com", "object", "contoso/web/_git/app", "user",
      "ann"},
     SECRET "\npassword_expiry_utc=1800000000\noauth_refresh_token=x\n",
     SECRET,
     "https://dev.azure.com/contoso/web/_git/app",
     "contoso",
     "ann",
     1800000000},
    {"libsecret's without a path",
     PEER_LIBSECRET,
     {"protocol", "https", "server", "dev.azure.com", "user", "contoso"},
     SECRET,
     SECRET,
     "https://dev.azure.com/",
     NULL,
     "contoso",
     0},
    {"libsecret's with a port",
     PEER_LIBSECRET,
     {"protocol", "https", "server", "dev.azure.com", "port", "8443", "user", "ann"},
     SECRET,
     NULL,
     NULL,
     NULL,
     NULL,
     0},
    {"libsecret's for another host",
     PEER_LIBSECRET,
     {"protocol", "https", "server", "github.com", "user", "ann"},
     SECRET,
     NULL,
     NULL,
     NULL,
     NULL,
     0},
    {"libsecret's for another protocol",
     PEER_LIBSECRET,
     {"protocol", "http", "server", "dev.azure.com", "user", "ann"},
     SECRET,
     NULL,
     NULL,
     NULL,
     NULL,
     0},
    {"libsecret's with a date that is none",
     PEER_LIBSECRET,
     {"protocol", "https", "server", "dev.azure.com", "object", "contoso"},
     SECRET "\npassword_expiry_utc=soon",
     SECRET,
     "https://dev.azure.com/contoso",
     "contoso",
     NULL,
     0},

    {"az devops's",
     PEER_AZURE_CLI,
     {"service", "azdevops-cli:https://dev.azure.com/contoso", "username", "Personal Access Token"},
     SECRET,
     SECRET,
     "https://dev.azure.com/contoso",
     "contoso",
     NULL,
     0},
    {"az devops's for every organization",
     PEER_AZURE_CLI,
     {"service", "azdevops-cli: default"},
     SECRET,
     SECRET,
     "",
     NULL,
     NULL,
     0},
    {"another program's of python-keyring",
     PEER_AZURE_CLI,
     {"service", "https://dev.azure.com/x"},
     SECRET,
     NULL,
     NULL,
     NULL,
     NULL,
     0},

    {"an empty secret",
     PEER_GCM,
     {"service", "git:https://dev.azure.com/contoso"},
     "",
     NULL,
     NULL,
     NULL,
     NULL,
     0},
    {"a secret with a control character",
     PEER_GCM,
     {"service", "git:https://dev.azure.com/contoso"},
     "a\tb",
     NULL,
     NULL,
     NULL,
     NULL,
     0},
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
    {"an entry as GCM writes it", "dev.azure.com/contoso/ann",
     SECRET "\nservice=https://dev.azure.com/contoso\naccount=ann\n",
     "https://dev.azure.com/contoso", "ann"},
    {"an entry with the namespace", "dev.azure.com/contoso/ann",
     SECRET "\r\nservice=git:https://dev.azure.com/contoso\r\naccount=ann\r\n",
     "https://dev.azure.com/contoso", "ann"},
    {"an entry without its lines", "contoso.visualstudio.com/ann", SECRET,
     "https://contoso.visualstudio.com", NULL},
    {"an entry whose first line is a service", "dev.azure.com/contoso/ann",
     "service=https://dev.azure.com/fabrikam\n", "https://dev.azure.com/contoso", NULL},
    {"an entry for another host", "dev.azure.com/contoso/ann",
     SECRET "\nservice=https://github.com\naccount=ann\n", NULL, NULL},
    {"an empty entry", "dev.azure.com/contoso/ann", "\n", NULL, NULL},
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
