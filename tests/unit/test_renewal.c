/* SPDX-License-Identifier: MIT */
#include "policy/renewal.h"

#include "suite.h"

#define CREATED 1795516200
#define HOUR (60 * 60)
#define DAY (24 * HOUR)

static const struct {
    const char *name;
    CredentialKind kind;
    const char *authorization_id;
    gint64 life_s;
    gint64 left_s;
    gboolean is_due;
} rows[] = {
    {"a week's token in its first second", CREDENTIAL_PAT, "id", 7 * DAY, 7 * DAY, FALSE},
    {"a week's token with two days left", CREDENTIAL_PAT, "id", 7 * DAY, 2 * DAY, FALSE},
    {"a week's token with less", CREDENTIAL_PAT, "id", 7 * DAY, 2 * DAY - 1, TRUE},
    {"a month's token with a fifth left", CREDENTIAL_PAT, "id", 30 * DAY, 6 * DAY, FALSE},
    {"a month's token with less", CREDENTIAL_PAT, "id", 30 * DAY, 6 * DAY - 1, TRUE},
    {"a day's token in its first half", CREDENTIAL_PAT, "id", DAY, DAY / 2, FALSE},
    {"a day's token in its second half", CREDENTIAL_PAT, "id", DAY, DAY / 2 - 1, TRUE},
    {"a token that has ended", CREDENTIAL_PAT, "id", 7 * DAY, -DAY, TRUE},
    {"a token that ended before it began", CREDENTIAL_PAT, "id", -DAY, 1, FALSE},
    {"a token that a person brought", CREDENTIAL_PAT, "", 7 * DAY, HOUR, FALSE},
    {"an access token with five minutes left", CREDENTIAL_ACCESS_TOKEN, "", HOUR, 300, FALSE},
    {"an access token with less", CREDENTIAL_ACCESS_TOKEN, "", HOUR, 299, TRUE},
    {"a sign-in", CREDENTIAL_SIGN_IN, "", HOUR, -1, FALSE},
};

START_TEST(a_token_is_renewed_towards_its_end)
{
    g_autoptr(Secret) secret = secret_new("A", 1);
    g_autoptr(Credential) credential = credential_new("dev.azure.com", "contoso", "", secret);
    credential->kind = rows[_i].kind;
    credential->created = CREATED;
    credential->valid_to = CREATED + rows[_i].life_s;
    credential_set_authorization_id(credential, rows[_i].authorization_id);
    gint64 now = credential->valid_to - rows[_i].left_s;
    ck_assert_msg(renewal_is_due(credential, now) == rows[_i].is_due, "%s", rows[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("renewal");
    TCase *renewal = suite_add_case(suite, "renewal");
    case_add_rows(renewal, a_token_is_renewed_towards_its_end, rows);
    return suite_run(suite);
}
