/* SPDX-License-Identifier: MIT */
#include "model/pat.h"

#include <string.h>

/* '{"' in base64url. */
#define JSON_OBJECT_PREFIX "eyJ"

/* The current form; offsets count from 0. */
#define CURRENT_LENGTH 84
#define CURRENT_SIGNATURE_AT 52
#define CURRENT_SIGNATURE "JQQJ99"
#define CURRENT_YEAR_AT 58
#define CURRENT_MONTH_AT 59
#define CURRENT_PROVIDER_AT 76
#define CURRENT_PROVIDER "AZDO"
#define CURRENT_CHECKSUM_AT 80
#define CURRENT_CHECKSUM_LENGTH (CURRENT_LENGTH - CURRENT_CHECKSUM_AT)
#define CURRENT_BYTES (CURRENT_CHECKSUM_AT / 4 * 3) /* of base64 */
#define CURRENT_FIRST_YEAR 2024
#define CURRENT_SEED G_GUINT64_CONSTANT(0x44656661756c7430) /* "Default0" */

/* The legacy form. */
#define LEGACY_LENGTH 52
#define LEGACY_BYTES (LEGACY_LENGTH * 5 / 8) /* of base32 */
#define LEGACY_MAGIC 0xE0B9692Du

#define MASK_SHOWN_MAX 4
#define MASK_SHOWN_SHARE 6
#define MASK_HIDES_BELOW 12

static gboolean is_base64url(char character)
{
    return g_ascii_isalnum(character) || character == '-' || character == '_';
}

gboolean pat_is_access_token(const Secret *token)
{
    const char *bytes = secret_reveal(token);
    gsize length = secret_length(token);
    guint dots = 0;
    if (length < strlen(JSON_OBJECT_PREFIX) ||
        memcmp(bytes, JSON_OBJECT_PREFIX, strlen(JSON_OBJECT_PREFIX)) != 0)
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (bytes[i] == '.')
            dots++;
        else if (!is_base64url(bytes[i]))
            return FALSE;
    }
    return dots == 2;
}

static gboolean is_base62(char character)
{
    return g_ascii_isalnum(character);
}

static gboolean is_base32(char character)
{
    return g_ascii_islower(character) || (character >= '2' && character <= '7');
}

static gboolean consists_of(const Secret *token, gsize length, gboolean (*is_allowed)(char))
{
    if (secret_length(token) != length)
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (!is_allowed(secret_reveal(token)[i]))
            return FALSE;
    }
    return TRUE;
}

static gboolean is_current(const Secret *token)
{
    if (!consists_of(token, CURRENT_LENGTH, is_base62))
        return FALSE;
    const char *bytes = secret_reveal(token);
    return g_str_has_prefix(bytes + CURRENT_SIGNATURE_AT, CURRENT_SIGNATURE) &&
           bytes[CURRENT_MONTH_AT] >= 'A' && bytes[CURRENT_MONTH_AT] <= 'L' &&
           g_str_has_prefix(bytes + CURRENT_PROVIDER_AT, CURRENT_PROVIDER);
}

PatForm pat_form(const Secret *token)
{
    if (is_current(token))
        return PAT_FORM_CURRENT;
    return consists_of(token, LEGACY_LENGTH, is_base32) ? PAT_FORM_LEGACY : PAT_FORM_OTHER;
}

char *pat_mask(const Secret *token)
{
    gsize length = secret_length(token);
    gsize shown = length < MASK_HIDES_BELOW ? 0 : MIN(MASK_SHOWN_MAX, length / MASK_SHOWN_SHARE);
    GString *mask = g_string_new("****");
    for (gsize i = length - shown; i < length; i++) {
        char character = secret_reveal(token)[i];
        g_string_append_c(mask, g_ascii_isgraph(character) ? character : '?');
    }
    return g_string_free(mask, FALSE);
}

static gboolean is_wrapping(gunichar character)
{
    if (character < 0x80)
        return character != 0 && strchr(" \t\r\n\v\f\"'`", (int)character);
    GUnicodeType type = g_unichar_type(character);
    return type == G_UNICODE_SPACE_SEPARATOR || type == G_UNICODE_LINE_SEPARATOR ||
           type == G_UNICODE_PARAGRAPH_SEPARATOR || type == G_UNICODE_FORMAT ||
           type == G_UNICODE_INITIAL_PUNCTUATION || type == G_UNICODE_FINAL_PUNCTUATION;
}

/* The length of the character at the start, if it does not belong to a token; else 0. */
static gsize wrapping_length(const char *start, const char *end)
{
    gunichar character = g_utf8_get_char_validated(start, end - start);
    gboolean is_valid = character != (gunichar)-1 && character != (gunichar)-2;
    return is_valid && is_wrapping(character) ? (gsize)g_unichar_to_utf8(character, NULL) : 0;
}

static const char *skip_wrapping(const char *start, const char *end)
{
    gsize length = 0;
    while (start < end && (length = wrapping_length(start, end)) > 0)
        start += length;
    return start;
}

static const char *skip_wrapping_back(const char *start, const char *end)
{
    const char *last = NULL;
    while ((last = g_utf8_find_prev_char(start, end)) && last + wrapping_length(last, end) == end)
        end = last;
    return end;
}

Secret *pat_clean(const Secret *pasted)
{
    const char *end = secret_reveal(pasted) + secret_length(pasted);
    const char *start = skip_wrapping(secret_reveal(pasted), end);
    return secret_new(start, (gsize)(skip_wrapping_back(start, end) - start));
}

gboolean pat_created(const Secret *token, int *ret_year, int *ret_month)
{
    if (pat_form(token) != PAT_FORM_CURRENT)
        return FALSE;
    char year = secret_reveal(token)[CURRENT_YEAR_AT];
    if (!g_ascii_isupper(year))
        return FALSE;
    *ret_year = CURRENT_FIRST_YEAR + (year - 'A');
    *ret_month = secret_reveal(token)[CURRENT_MONTH_AT] - 'A' + 1;
    return TRUE;
}

gboolean pat_is_older_than_a_year(const Secret *token, gint64 now)
{
    int year = 0;
    int month = 0;
    if (!pat_created(token, &year, &month))
        return FALSE;
    /* Where a month ends last. */
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(-12 * 60 * 60);
    g_autoptr(GDateTime) month_start = g_date_time_new(zone, year + 1, month, 1, 0, 0, 0);
    g_autoptr(GDateTime) month_end = g_date_time_add_months(month_start, 1);
    return now >= g_date_time_to_unix(month_end);
}

static guint32 rotate_left(guint32 value, guint bits)
{
    return value << bits | value >> (32 - bits);
}

typedef struct {
    guint32 low;
    guint32 high;
} Marvin;

static void marvin_mix(Marvin *state, guint32 value)
{
    state->low += value;
    state->high ^= state->low;
    state->low = rotate_left(state->low, 20) + state->high;
    state->high = rotate_left(state->high, 9) ^ state->low;
    state->low = rotate_left(state->low, 27) + state->high;
    state->high = rotate_left(state->high, 19);
}

/* Marvin32 (microsoft/SymCrypt, lib/marvin32.c) of whole words, folded to 32 bits. */
static guint32 marvin_hash(const guint8 *bytes, gsize length, guint64 seed)
{
    Marvin state = {.low = (guint32)seed, .high = (guint32)(seed >> 32)};
    for (gsize i = 0; i < length; i += sizeof(guint32)) {
        guint32 word = 0;
        memcpy(&word, bytes + i, sizeof(word));
        marvin_mix(&state, GUINT32_FROM_LE(word));
    }
    marvin_mix(&state, 0x80); /* the padding, alone in its word */
    marvin_mix(&state, 0);
    return state.low ^ state.high;
}

/*
 * The first characters of a number in base62, in which each leading zero byte is a '0'. A number of
 * four bytes never has fewer than CURRENT_CHECKSUM_LENGTH; padding is for the one that is nought.
 */
static void base62_begin(guint32 number, char text[static CURRENT_CHECKSUM_LENGTH])
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    char reversed[8];
    gsize count = 0;
    for (guint32 rest = number; rest > 0; rest /= 62)
        reversed[count++] = alphabet[rest % 62];

    gsize zero_bytes = sizeof(number) - (g_bit_storage(number) + 7) / 8;
    memset(text, '0', CURRENT_CHECKSUM_LENGTH);
    for (gsize i = zero_bytes; i < CURRENT_CHECKSUM_LENGTH && count > 0; i++)
        text[i] = reversed[--count];
}

static gboolean current_checksum_is_right(const char *token)
{
    guint8 bytes[CURRENT_BYTES];
    int state = 0;
    guint rest = 0;
    g_base64_decode_step(token, CURRENT_CHECKSUM_AT, bytes, &state, &rest);
    guint32 hash = marvin_hash(bytes, sizeof(bytes), CURRENT_SEED);
    explicit_bzero(bytes, sizeof(bytes));
    explicit_bzero(&rest, sizeof(rest));

    /* Its bytes in little-endian order are read as a big-endian number. */
    char expected[CURRENT_CHECKSUM_LENGTH];
    base62_begin(GUINT32_SWAP_LE_BE(hash), expected);
    return memcmp(token + CURRENT_CHECKSUM_AT, expected, sizeof(expected)) == 0;
}

/* RFC 4648, section 6, in lower case; the four bits behind the last byte are ignored. */
static void base32_decode(const char *text, guint8 bytes[static LEGACY_BYTES])
{
    guint32 bits = 0;
    guint count = 0;
    gsize length = 0;
    for (gsize i = 0; i < LEGACY_LENGTH; i++) {
        guint value = (guint)(g_ascii_islower(text[i]) ? text[i] - 'a' : text[i] - '2' + 26);
        bits = bits << 5 | value;
        count += 5;
        if (count >= 8) {
            count -= 8;
            bytes[length++] = (guint8)(bits >> count);
        }
    }
    explicit_bzero(&bits, sizeof(bits));
}

/* CRC-32 of RFC 1952, section 8, bit by bit: 28 bytes need no table. crc: 0, or so far. */
static guint32 crc32_update(guint32 crc, const guint8 *bytes, gsize length)
{
    crc = ~crc;
    for (gsize i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (guint bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

static gboolean legacy_checksum_is_right(const char *token)
{
    guint8 bytes[LEGACY_BYTES];
    base32_decode(token, bytes);
    guint32 crc = crc32_update(0, bytes, 2);
    crc = crc32_update(crc, bytes + 3, 4);
    crc = crc32_update(crc, bytes + 9, 13);
    crc = crc32_update(crc, bytes + 23, 9);
    guint32 stated = (guint32)bytes[2] << 24 | (guint32)bytes[7] << 16 | (guint32)bytes[8] << 8 |
                     (guint32)bytes[22];
    explicit_bzero(bytes, sizeof(bytes));
    return stated == (crc ^ LEGACY_MAGIC);
}

PatChecksum pat_checksum(const Secret *token)
{
    const char *bytes = secret_reveal(token);
    switch (pat_form(token)) {
    case PAT_FORM_CURRENT:
        return current_checksum_is_right(bytes) ? CHECKSUM_RIGHT : CHECKSUM_WRONG;
    case PAT_FORM_LEGACY:
        return legacy_checksum_is_right(bytes) ? CHECKSUM_RIGHT : CHECKSUM_WRONG;
    case PAT_FORM_OTHER:
        break;
    }
    return CHECKSUM_NONE;
}
