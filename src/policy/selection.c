/* SPDX-License-Identifier: MIT */
#include "policy/selection.h"

/* The organizations among candidates: none, one (borrowed into *ret_single), or several. */
static guint count_organizations(const GPtrArray *candidates, const char **ret_single)
{
    guint count = 0;
    for (guint i = 0; i < candidates->len && count < 2; i++) {
        const Credential *credential = g_ptr_array_index(candidates, i);
        if (!*credential->organization)
            continue;
        if (count > 0 && g_str_equal(*ret_single, credential->organization))
            continue;
        *ret_single = credential->organization;
        count++;
    }
    return count;
}

static gboolean has_organization(const GPtrArray *candidates, const char *organization)
{
    for (guint i = 0; i < candidates->len; i++) {
        const Credential *credential = g_ptr_array_index(candidates, i);
        if (g_str_equal(credential->organization, organization))
            return TRUE;
    }
    return FALSE;
}

/* A request with what its user name turned out to be, once the stored organizations are known. */
typedef struct {
    const char *organization; /* NULL = none named */
    const char *person;       /* as in Target */
} Wanted;

static Wanted wanted_from_target(const Target *target, const GPtrArray *candidates)
{
    Wanted wanted = {.organization = target->organization, .person = target->person};
    if (target->portal_organization && has_organization(candidates, target->portal_organization)) {
        wanted.organization = target->portal_organization;
        wanted.person = NULL;
    }
    return wanted;
}

static gboolean matches_person(const Credential *credential, const char *person)
{
    return !person || !*credential->username || g_str_equal(credential->username, person);
}

/* A record without an organization, for a request that names one: its user name must spell it. */
static gboolean spells_organization(const Credential *credential, const char *organization)
{
    return !*credential->organization &&
           g_ascii_strcasecmp(credential->username, organization) == 0;
}

static gboolean matches_organization(const Credential *credential, const Wanted *wanted)
{
    return g_str_equal(credential->organization, wanted->organization) &&
           matches_person(credential, wanted->person);
}

/* Among matches of a rank: the asked-for name, the preferred one, nobody's, the newest. */
static int account_rank(const Credential *credential, const char *person, const char *preferred)
{
    if (person && *person && g_str_equal(credential->username, person))
        return 3;
    if (!person && preferred && g_str_equal(credential->username, preferred))
        return 2;
    return *credential->username ? 0 : 1;
}

typedef struct {
    const Credential *usable;
    const Credential *expired;
    int usable_rank;
} Best;

static void best_consider(Best *best, const Credential *credential, int rank, gint64 now)
{
    if (credential_is_expired(credential, now)) {
        best->expired = credential;
        return;
    }
    if (best->usable) {
        if (rank < best->usable_rank)
            return;
        if (rank == best->usable_rank && credential->created <= best->usable->created)
            return;
    }
    best->usable = credential;
    best->usable_rank = rank;
}

/* Records of the server rank below those of an organization: two passes of one comparison. */
#define RANK_OF_ORGANIZATION 10

static int match_rank(const Credential *credential, const Wanted *wanted, const char *single,
                      const char *preferred)
{
    const char *organization = wanted->organization ? wanted->organization : single;
    int account = account_rank(credential, wanted->person, preferred);
    if (organization && g_str_equal(credential->organization, organization))
        return matches_person(credential, wanted->person) ? RANK_OF_ORGANIZATION + account : -1;
    if (wanted->organization)
        return spells_organization(credential, wanted->organization) ? account : -1;
    if (!*credential->organization)
        return matches_person(credential, wanted->person) ? account : -1;
    return -1;
}

/* What answers a request that is understood so; organizations is count_organizations()'s. */
static Best best_of(const GPtrArray *candidates, const Wanted *wanted, const char *preferred,
                    gint64 now, guint *ret_organizations)
{
    const char *single = NULL;
    *ret_organizations = count_organizations(candidates, &single);
    if (*ret_organizations != 1)
        single = NULL;

    Best best = {0};
    for (guint i = 0; i < candidates->len; i++) {
        const Credential *credential = g_ptr_array_index(candidates, i);
        int rank = match_rank(credential, wanted, single, preferred);
        if (rank >= 0)
            best_consider(&best, credential, rank, now);
    }
    return best;
}

SelectionOutcome selection_choose(const Target *target, const GPtrArray *candidates,
                                  const char *preferred_username, gint64 now,
                                  const Credential **ret_credential)
{
    Wanted wanted = wanted_from_target(target, candidates);
    guint organizations = 0;
    Best best = best_of(candidates, &wanted, preferred_username, now, &organizations);
    if (best.usable || best.expired) {
        *ret_credential = best.usable ? best.usable : best.expired;
        return best.usable ? SELECTION_FOUND : SELECTION_EXPIRED;
    }
    return !wanted.organization && organizations > 1 ? SELECTION_AMBIGUOUS : SELECTION_NONE;
}

/* Higher answers before lower, whatever is preferred or newer; -1 = does not answer. */
static int answer_class(const Credential *credential, const Wanted *wanted)
{
    if (matches_organization(credential, wanted))
        return wanted->person && g_str_equal(credential->username, wanted->person) ? 2 : 1;
    return spells_organization(credential, wanted->organization) ? 0 : -1;
}

typedef struct {
    const Credential *holder;    /* has this very secret already */
    const Credential *successor; /* has taken its place, and is good */
} Known;

/*
 * What is known of a secret among the records that may answer this request; a record that others
 * answer before does not count. Without an organization any record of the server does.
 */
static Known find_known(const GPtrArray *candidates, const Wanted *wanted, const Secret *secret,
                        gint64 now)
{
    g_autofree char *digest = secret_digest(secret);
    Known known = {0};
    int highest = 0;
    for (guint i = 0; i < candidates->len; i++) {
        const Credential *credential = g_ptr_array_index(candidates, i);
        int class = wanted->organization ? answer_class(credential, wanted) : 0;
        if (class > highest) {
            highest = class;
            known = (Known){0};
        }
        if (class < highest)
            continue;
        if (secret_equal(credential->secret, secret))
            known.holder = credential;
        if (g_str_equal(credential->replaced, digest) && !credential_is_expired(credential, now))
            known.successor = credential;
    }
    return known;
}

/* A date that is new, or the news that a token past its date was accepted. */
static gboolean offer_says_more(const Offer *offer, const Credential *known)
{
    if (offer->valid_to == 0)
        return FALSE;
    return known->valid_to != offer->valid_to || known->valid_to_certainty != VALID_TO_CERTAIN;
}

static Credential *credential_for_offer(const Target *target, const Wanted *wanted,
                                        const Credential *known, const Offer *offer, gint64 now)
{
    Credential *credential = NULL;
    if (known) {
        credential = credential_copy(known);
    } else {
        credential =
            credential_new(target->server, wanted->organization ? wanted->organization : "",
                           wanted->person ? wanted->person : "", offer->secret);
        credential->created = now;
    }
    credential->valid_to = offer->valid_to;
    credential->valid_to_certainty = offer->valid_to ? VALID_TO_CERTAIN : VALID_TO_UNKNOWN;
    return credential;
}

SelectionSaveOutcome selection_save(const Target *target, const GPtrArray *candidates,
                                    const Offer *offer, gint64 now, Credential **ret_credential)
{
    Wanted wanted = wanted_from_target(target, candidates);
    Known known = find_known(candidates, &wanted, offer->secret, now);
    const Credential *holder = known.holder;
    if (holder ? !wanted.organization || !offer_says_more(offer, holder) : known.successor != NULL)
        return SELECTION_UNCHANGED;
    *ret_credential = credential_for_offer(target, &wanted, holder, offer, now);
    return SELECTION_SAVE;
}

typedef enum { ERASE_NO, ERASE_YES, ERASE_UNSURE } EraseVerdict;

/* With a password, the request is a refusal by one organization, and it may not say by which. */
static EraseVerdict erase_verdict(const Credential *credential, const Wanted *wanted,
                                  const char *single, const Secret *secret)
{
    if (secret && !secret_equal(credential->secret, secret))
        return ERASE_NO;
    if (wanted->organization) {
        return matches_organization(credential, wanted) ||
                       spells_organization(credential, wanted->organization)
                   ? ERASE_YES
                   : ERASE_NO;
    }
    if (!matches_person(credential, wanted->person))
        return ERASE_NO;
    if (!*credential->organization || single)
        return ERASE_YES;
    if (secret)
        return ERASE_UNSURE;
    /* By hand, for a name: what bears no name is not meant, as it answers nobody here. */
    return !wanted->person || g_str_equal(credential->username, wanted->person) ? ERASE_YES
                                                                                : ERASE_NO;
}

GPtrArray *selection_erase(const Target *target, const GPtrArray *candidates, const Secret *secret,
                           GPtrArray **ret_unsure)
{
    Wanted wanted = wanted_from_target(target, candidates);
    const char *single = NULL;
    if (count_organizations(candidates, &single) != 1)
        single = NULL;

    GPtrArray *erased = g_ptr_array_new();
    GPtrArray *unsure = g_ptr_array_new();
    for (guint i = 0; i < candidates->len; i++) {
        Credential *credential = g_ptr_array_index(candidates, i);
        switch (erase_verdict(credential, &wanted, single, secret)) {
        case ERASE_YES:
            g_ptr_array_add(erased, credential);
            break;
        case ERASE_UNSURE:
            g_ptr_array_add(unsure, credential);
            break;
        case ERASE_NO:
            break;
        }
    }
    *ret_unsure = unsure;
    return erased;
}
