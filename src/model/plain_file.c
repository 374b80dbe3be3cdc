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

static void add_found(GPtrArray *found, PlainSecret *plain, guint line)
{
    if (!plain)
        return;
    plain->line = line;
    g_ptr_array_add(found, plain);
}

GPtrArray *plain_file_parse_credentials(const Secret *file, const GPtrArray *servers)
{
    GPtrArray *found = plain_secrets_new();
    Span text = span_of_file(file);
    Span line = {0};
    for (guint number = 1; span_take_line(&text, &line); number++)
        add_found(found, plain_secret_from_url(span_trim(line), servers), number);
    return found;
}

/* What is known of a "machine" so far. */
typedef struct {
    const GPtrArray *servers;
    GPtrArray *found;
    char *host; /* NULL = no machine, or "default" */
    guint line;
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
              machine->line);
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

static void machine_take(Machine *machine, const Secret *word, Words *words)
{
    if (is_word(word, "machine") || is_word(word, "default")) {
        machine_end(machine);
        machine->line = words->line;
        g_autoptr(Secret) host = is_word(word, "machine") ? words_take(words) : NULL;
        machine->host = host ? g_strdup(secret_reveal(host)) : NULL;
    } else if (is_word(word, "login")) {
        machine_set(&machine->login, words);
    } else if (is_word(word, "password")) {
        machine_set(&machine->password, words);
    } else if (is_word(word, "macdef")) {
        words_skip_macro(words);
    }
}

GPtrArray *plain_file_parse_netrc(const Secret *file, const GPtrArray *servers)
{
    Machine machine = {.servers = servers, .found = plain_secrets_new()};
    Words words = {.text = span_of_file(file), .line = 1, .begins_line = TRUE};
    for (;;) {
        g_autoptr(Secret) word = words_take(&words);
        if (!word)
            break;
        machine_take(&machine, word, &words);
    }
    machine_end(&machine);
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

GPtrArray *plain_file_parse_az(const Secret *file, const GPtrArray *servers)
{
    GPtrArray *found = plain_secrets_new();
    Span text = span_of_file(file);
    Span line = {0};
    Span service = {0};
    for (guint number = 1; span_take_line(&text, &line); number++) {
        line = span_trim(line);
        if (line.length > 0 && line.start[0] == '[') {
            service = service_of_section(line);
            continue;
        }
        Span option = span_until(line, "=:");
        Span value = span_trim(span_after(line, option.length + 1));
        if (service.length > 0 && value.length > 0 && span_equals(span_trim(option), AZ_OPTION))
            add_found(found, plain_secret_of_service(service, value, servers), number);
    }
    return found;
}
