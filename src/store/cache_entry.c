/* SPDX-License-Identifier: MIT */
#include "store/cache_entry.h"

#include "core/text.h"
#include "model/payload.h"

#include <string.h>

/* Of an entry: the form, when it was filled, how long it may be used; then length and payload. */
static const gint64 FORM = 1;
static const char NUMBER_END = ' ';
static const gsize NUMBER_LENGTH_MAX = 20;

static void append_part(GString *name, const char *part)
{
    if (part)
        g_string_append_printf(name, " %" G_GSIZE_FORMAT ":%s", strlen(part), part);
    else
        g_string_append(name, " -");
}

char *cache_entry_place(const char *store, const char *const *values, gsize count)
{
    GString *place = g_string_new(store);
    for (gsize i = 0; i < count; i++)
        append_part(place, values[i]);
    return g_string_free(place, FALSE);
}

char *cache_entry_name(const char *place, const StoreQuery *query)
{
    GString *name = g_string_new(credential_role_name(query->role));
    append_part(name, query->server);
    append_part(name, query->organization);
    append_part(name, query->username);
    append_part(name, place);
    return g_string_free(name, FALSE);
}

static void append_number(SecretBuffer *buffer, gint64 number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    secret_buffer_append_text(buffer, text);
    secret_buffer_append(buffer, &NUMBER_END, 1);
}

Secret *cache_entry_encode(const GPtrArray *found, gint64 filled, gint64 lifetime_s)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    append_number(buffer, FORM);
    append_number(buffer, filled);
    append_number(buffer, lifetime_s);
    for (guint i = 0; i < found->len; i++) {
        g_autoptr(Secret) payload = payload_encode(g_ptr_array_index(found, i));
        append_number(buffer, (gint64)secret_length(payload));
        secret_buffer_append_secret(buffer, payload);
    }
    return secret_buffer_steal(buffer);
}

typedef struct {
    const char *at;
    const char *end;
} Reader;

static gboolean read_number(Reader *reader, gint64 *ret_number)
{
    const char *end = memchr(reader->at, NUMBER_END, (gsize)(reader->end - reader->at));
    if (!end || (gsize)(end - reader->at) > NUMBER_LENGTH_MAX)
        return FALSE;
    g_autofree char *text = g_strndup(reader->at, (gsize)(end - reader->at));
    reader->at = end + 1;
    return text_parse_number(text, G_MAXINT64, ret_number);
}

static gboolean read_freshness(Reader *reader, gint64 now, gint64 lifetime_s)
{
    gint64 form = 0;
    gint64 filled = 0;
    gint64 own_lifetime_s = 0;
    return read_number(reader, &form) && form == FORM && read_number(reader, &filled) &&
           read_number(reader, &own_lifetime_s) && filled <= now &&
           now - filled < MIN(own_lifetime_s, lifetime_s);
}

static Credential *read_credential(Reader *reader)
{
    gint64 length = 0;
    if (!read_number(reader, &length) || length > reader->end - reader->at)
        return NULL;
    const char *payload = reader->at;
    reader->at += length;
    return payload_decode(payload, (gsize)length);
}

GPtrArray *cache_entry_decode(const Secret *entry, gint64 now, gint64 lifetime_s)
{
    Reader reader = {
        .at = secret_reveal(entry),
        .end = secret_reveal(entry) + secret_length(entry),
    };
    if (!read_freshness(&reader, now, lifetime_s))
        return NULL;
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)credential_free);
    gboolean has_good = FALSE;
    while (reader.at < reader.end) {
        Credential *credential = read_credential(&reader);
        if (!credential)
            return NULL;
        g_ptr_array_add(found, credential);
        has_good = has_good || !credential_is_expired(credential, now);
    }
    return has_good ? g_steal_pointer(&found) : NULL;
}
