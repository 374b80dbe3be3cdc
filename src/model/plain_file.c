/* SPDX-License-Identifier: MIT */
#include "model/plain_file.h"

#include "core/span.h"
#include "model/plain_secret.h"

#include <string.h>

#define AZ_SECTION "azdevops-cli:"
#define AZ_OPTION "personal access token"
#define AZ_EVERY_ORGANIZATION "default"

static GPtrArray *plain_secrets_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)plain_secret_free);
}

static Span span_of_file(const Secret *file)
{
    return (Span){secret_reveal(file), secret_length(file)};
}

static GArray *extent_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(PlainExtent));
}

/* Of a part of the file, which reaches to end. */
static void extent_add(GArray *extent, const Secret *file, const char *start, const char *end)
{
    const PlainExtent part = {(gsize)(start - secret_reveal(file)), (gsize)(end - start)};
    g_array_append_val(extent, part);
}

static GArray *extent_of_line(const Secret *file, Span line)
{
    GArray *extent = extent_new();
    extent_add(extent, file, line.start, line.start + line.length);
    return extent;
}

/* Takes over the extent. */
static void add_found(GPtrArray *found, PlainSecret *plain, guint line, GArray *extent)
{
    if (!plain) {
        g_array_unref(extent);
        return;
    }
    plain->line = line;
    plain->extent = extent;
    g_ptr_array_add(found, plain);
}

GPtrArray *plain_file_parse_credentials(const Secret *file, const GPtrArray *servers)
{
    GPtrArray *found = plain_secrets_new();
    Span text = span_of_file(file);
    Span line = {0};
    for (guint number = 1; span_take_line(&text, &line); number++)
        add_found(found, plain_secret_from_url(span_trim(line), servers), number,
                  extent_of_line(file, line));
    return found;
}

/* What is known of a "machine" so far. */
typedef struct {
    const Secret *file;
    const GPtrArray *servers;
    GPtrArray *found;
    char *host; /* NULL = no machine, or "default" */
    guint line;
    GArray *extent;
    Secret *login;
    Secret *password;
} Machine;

static void machine_end(Machine *machine)
{
    g_autofree char *host = g_steal_pointer(&machine->host);
    g_autofree char *address = g_strconcat("https://", host ? host : "", NULL);
    add_found(machine->found,
              plain_secret_new(span_of(address), g_steal_pointer(&machine->login),
                               g_steal_pointer(&machine->password), machine->servers),
              machine->line, machine->extent);
    machine->extent = extent_new();
}

/* The words of a file, one after the other. */
typedef struct {
    Span text; /* what is left */
    guint line;
    gboolean begins_line; /* nothing but blanks stands before, in this line */
} Words;

static void words_skip(Words *words, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        words->begins_line = words->text.start[i] == '\n' ||
                             (words->begins_line && strchr(SPAN_BLANKS, words->text.start[i]));
        words->line += words->text.start[i] == '\n';
    }
    words->text = span_after(words->text, length);
}

/* Blanks, lines that end, and comments, which begin a line. */
static void words_skip_blanks(Words *words)
{
    while (words->text.length > 0) {
        if (words->begins_line && words->text.start[0] == '#')
            words_skip(words, span_until(words->text, "\n").length);
        else if (strchr(SPAN_BLANKS "\n", words->text.start[0]))
            words_skip(words, 1);
        else
            return;
    }
}

/* A word as it stands, or in quotes, in which a backslash takes the meaning of the next. */
static Secret *words_take(Words *words)
{
    words_skip_blanks(words);
    if (words->text.length == 0)
        return NULL;
    g_autoptr(SecretBuffer) word = secret_buffer_new();
    gboolean is_quoted = words->text.start[0] == '"';
    const char *ends = is_quoted ? "\"" : SPAN_BLANKS "\n";
    words_skip(words, is_quoted ? 1 : 0);
    while (words->text.length > 0 && !strchr(ends, words->text.start[0])) {
        if (is_quoted && words->text.start[0] == '\\' && words->text.length > 1)
            words_skip(words, 1);
        secret_buffer_append(word, words->text.start, 1);
        words_skip(words, 1);
    }
    words_skip(words, is_quoted && words->text.length > 0 ? 1 : 0);
    return secret_buffer_steal(word);
}

/* A macro ends with an empty line. */
static void words_skip_macro(Words *words)
{
    const char *end = memmem(words->text.start, words->text.length, "\n\n", 2);
    words_skip(words, end ? (gsize)(end - words->text.start) + 2 : words->text.length);
}

static gboolean is_word(const Secret *word, const char *text)
{
    return span_equals((Span){secret_reveal(word), secret_length(word)}, text);
}

static void machine_set(Secret **member, Words *words)
{
    secret_free(*member);
    *member = words_take(words);
}

/* start is where the word stands that is the first of what has just been taken. */
static void machine_note(Machine *machine, const char *start, const Words *words)
{
    extent_add(machine->extent, machine->file, start, words->text.start);
}

static void machine_take(Machine *machine, const Secret *word, const char *start, Words *words)
{
    if (is_word(word, "machine") || is_word(word, "default")) {
        machine_end(machine);
        machine->line = words->line;
        g_autoptr(Secret) host = is_word(word, "machine") ? words_take(words) : NULL;
        machine->host = host ? g_strdup(secret_reveal(host)) : NULL;
        machine_note(machine, start, words);
    } else if (is_word(word, "login")) {
        machine_set(&machine->login, words);
        machine_note(machine, start, words);
    } else if (is_word(word, "password")) {
        machine_set(&machine->password, words);
        machine_note(machine, start, words);
    } else if (is_word(word, "account")) {
        g_autoptr(Secret) account = words_take(words);
        (void)account; /* curl does not look at it either */
        machine_note(machine, start, words);
    } else if (is_word(word, "macdef")) {
        words_skip_macro(words);
    }
}

GPtrArray *plain_file_parse_netrc(const Secret *file, const GPtrArray *servers)
{
    Machine machine = {
        .file = file,
        .servers = servers,
        .found = plain_secrets_new(),
        .extent = extent_new(),
    };
    Words words = {.text = span_of_file(file), .line = 1, .begins_line = TRUE};
    for (;;) {
        words_skip_blanks(&words);
        const char *start = words.text.start;
        g_autoptr(Secret) word = words_take(&words);
        if (!word)
            break;
        machine_take(&machine, word, start, &words);
    }
    machine_end(&machine);
    g_array_unref(machine.extent);
    return machine.found;
}

/* The service that a section is of: "[azdevops-cli:https://dev.azure.com/contoso]". */
static Span service_of_section(Span line)
{
    Span name = span_until(span_after(line, 1), "]");
    gboolean is_ours = name.length >= strlen(AZ_SECTION) &&
                       strncmp(name.start, AZ_SECTION, strlen(AZ_SECTION)) == 0;
    return is_ours ? span_trim(span_after(name, strlen(AZ_SECTION))) : (Span){NULL, 0};
}

static PlainSecret *plain_secret_of_service(Span service, Span token, const GPtrArray *servers)
{
    Secret *secret = secret_new(token.start, token.length);
    return span_equals(service, AZ_EVERY_ORGANIZATION)
               ? plain_secret_new_everywhere(secret)
               : plain_secret_new(service, NULL, secret, servers);
}

/* A section of an INI file, and what was found in it. */
typedef struct {
    Span heading;
    Span service;            /* that it is of; empty = none that is looked for */
    PlainSecret *last_found; /* borrowed */
    gboolean has_more;       /* than tokens that were found */
} Section;

/* A heading with nothing below it goes with the token. */
static void section_end(const Section *section, const Secret *file)
{
    if (section->last_found && !section->has_more)
        extent_add(section->last_found->extent, file, section->heading.start,
                   section->heading.start + section->heading.length);
}

static void section_take(Section *section, const Secret *file, Span line, guint number,
                         const GPtrArray *servers, GPtrArray *found)
{
    Span trimmed = span_trim(line);
    Span option = span_until(trimmed, "=:");
    Span value = span_trim(span_after(trimmed, option.length + 1));
    gboolean is_token = section->service.length > 0 && value.length > 0 &&
                        span_equals(span_trim(option), AZ_OPTION);
    PlainSecret *plain =
        is_token ? plain_secret_of_service(section->service, value, servers) : NULL;
    section->has_more = section->has_more || (trimmed.length > 0 && !plain);
    if (!plain)
        return;
    section->last_found = plain;
    add_found(found, plain, number, extent_of_line(file, line));
}

GPtrArray *plain_file_parse_az(const Secret *file, const GPtrArray *servers)
{
    GPtrArray *found = plain_secrets_new();
    Span text = span_of_file(file);
    Span line = {0};
    Section section = {0};
    for (guint number = 1; span_take_line(&text, &line); number++) {
        Span trimmed = span_trim(line);
        if (trimmed.length > 0 && trimmed.start[0] == '[') {
            section_end(&section, file);
            section = (Section){.heading = line, .service = service_of_section(trimmed)};
        } else {
            section_take(&section, file, line, number, servers, found);
        }
    }
    section_end(&section, file);
    return found;
}

/* ---- taking out ------------------------------------------------------------------------------ */

static gboolean is_blank(char byte)
{
    return byte == '\n' || (byte && strchr(SPAN_BLANKS, byte));
}

/* All of a line but what is out and the blanks behind that; if only blanks are left, nothing. */
static void append_rest(SecretBuffer *buffer, Span line, const guint8 *is_out)
{
    g_autoptr(SecretBuffer) rest = secret_buffer_new();
    gboolean has_text = FALSE;
    gboolean is_touched = FALSE;
    gboolean is_behind = FALSE;
    for (gsize i = 0; i < line.length; i++) {
        char byte = line.start[i];
        is_behind = is_out[i] || (is_behind && is_blank(byte));
        is_touched = is_touched || is_out[i];
        if (is_behind && byte != '\n')
            continue;
        has_text = has_text || !is_blank(byte);
        secret_buffer_append(rest, &byte, 1);
    }
    g_autoptr(Secret) text = secret_buffer_steal(rest);
    if (has_text || !is_touched)
        secret_buffer_append_secret(buffer, text);
}

Secret *plain_file_without(const Secret *file, const GArray *extent)
{
    g_autofree guint8 *is_out = g_malloc0(secret_length(file) + 1);
    for (guint i = 0; i < extent->len; i++) {
        const PlainExtent *part = &g_array_index(extent, PlainExtent, i);
        memset(is_out + part->start, TRUE, part->length);
    }
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    gsize at = 0;
    while (at < secret_length(file)) {
        Span rest = {secret_reveal(file) + at, secret_length(file) - at};
        const char *feed = memchr(rest.start, '\n', rest.length);
        Span line = {rest.start, feed ? (gsize)(feed - rest.start) + 1 : rest.length};
        append_rest(buffer, line, is_out + at);
        at += line.length;
    }
    return secret_buffer_steal(buffer);
}
