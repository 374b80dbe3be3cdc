/* SPDX-License-Identifier: MIT */
#include "entra/objection.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "entra/obtain.h"
#include "net/json.h"

#include <string.h>

#define WORDS_MAX_CHARACTERS 300
#define CODE_MARK "AADSTS"
#define CODE_MAX_DIGITS 10

#define STATUS_OK 200
#define STATUS_TOO_MANY 429
#define STATUS_SERVER_FAULT 500

enum {
    USER_DECLINED_CONSENT = 65004,
};

/* What is not named here is a refusal. */
static const struct {
    const char *name;
    ObjectionKind kind;
} names[] = {
    {"authorization_pending", OBJECTION_PENDING},
    {"slow_down", OBJECTION_SLOW_DOWN},
    {"invalid_grant", OBJECTION_SIGN_IN},
    {"interaction_required", OBJECTION_SIGN_IN},
    {"consent_required", OBJECTION_SIGN_IN},
    {"login_required", OBJECTION_SIGN_IN},
    {"authorization_declined", OBJECTION_DECLINED},
    {"access_denied", OBJECTION_DECLINED},
    {"expired_token", OBJECTION_CODE_EXPIRED},
    {"temporarily_unavailable", OBJECTION_NOT_NOW},
    {"server_error", OBJECTION_NOT_NOW},
};

static const char sign_in_again[] = N_("sign in again: git credential-azdo login --entra <org>");
static const char another_way[] = N_("sign in another way: git credential-azdo help login");
static const char second_factor[] = N_("sign in again and complete the second factor: git "
                                       "credential-azdo login --entra=browser <org>");
static const char policy[] =
    N_("sign in from a device and network that the policy allows, or ask your administrator: "
       "git credential-azdo login --entra=browser <org>");
static const char other_account[] = N_("sign in with an account of that tenant, or name another "
                                       "tenant with credential.azdoTenant");
static const char wrong_tenant[] =
    N_("check the tenant: credential.azdoTenant, or AZURE_TENANT_ID");
static const char consent[] =
    N_("let an administrator consent to the application, or use the Azure CLI's sign-in: "
       "git credential-azdo login --entra=azure-cli <org>");
static const char federated[] =
    N_("add a federated credential with this issuer, subject and audience to the application in "
       "Microsoft Entra");
static const char public_client[] =
    N_("allow public client flows in the application's registration, "
       "or use another with credential.azdoClientId");

/* The ways out that the codes have; of the page "error codes", see the header. */
static const struct {
    gint64 code;
    const char *hint;
} hints[] = {
    {16000, other_account}, /* InteractionRequired: the account is not in the tenant */
    {50011,
     N_("add http://localhost to the application's redirect addresses (mobile and desktop)")},
    {50020, other_account}, /* UserUnauthorized: account of another identity provider */
    {50034, other_account}, /* UserAccountNotFound */
    {50057, N_("ask your administrator to enable the account again")}, /* UserDisabled */
    {50072, second_factor},                                            /* has to be registered */
    {50074, second_factor},
    {50076, second_factor},
    {50078, second_factor}, /* has expired */
    {50079, second_factor}, /* has to be registered */
    {50097, policy},        /* DeviceAuthenticationRequired */
    {50105, N_("ask your administrator to assign you to the application")},
    {50131, policy},        /* ConditionalAccessFailed */
    {50158, second_factor}, /* ExternalSecurityChallenge */
    {50194, N_("name your tenant with credential.azdoTenant: the application serves no other")},
    {50196, N_("wait some minutes: too many sign-ins followed one another")}, /* LoopDetected */
    {51004, other_account}, /* UserAccountNotInDirectory */
    {53000, policy},        /* DeviceNotCompliant */
    {53001, policy},        /* DeviceNotDomainJoined */
    {53002, policy},        /* ApplicationUsedIsNotAnApprovedApp */
    {53003, policy},        /* BlockedByConditionalAccess */
    {65001, consent},       /* DelegationDoesNotExist */
    {70021, federated},     /* no matching federated identity record */
    {90002, wrong_tenant},  /* InvalidTenantName */
    {90094, consent},       /* AdminConsentRequired */
    {500011, N_("check the tenant: it does not know Azure DevOps")},
    {700016,
     N_("check credential.azdoClientId and the tenant: the application is not known there")},
    {700024, N_("check the clock of this machine")}, /* assertion outside of its time */
    {700027, N_("register the certificate of AZURE_CLIENT_CERTIFICATE_PATH with the application")},
    {700211, federated}, /* issuer */
    {700212, federated}, /* audience */
    {700213, federated}, /* subject */
    {7000215, N_("set AZURE_CLIENT_SECRET to the secret's value, not to its id")},
    {7000218, public_client},
    {7000222, N_("create a new client secret, and set AZURE_CLIENT_SECRET")}, /* has expired */
};

static ObjectionKind kind_of(const char *name, gint64 code)
{
    if (name && g_str_equal(name, "access_denied") && code != 0 && code != USER_DECLINED_CONSENT)
        return OBJECTION_REFUSED; /* not by the person: by a policy */
    for (gsize i = 0; name && i < G_N_ELEMENTS(names); i++) {
        if (g_str_equal(name, names[i].name))
            return names[i].kind;
    }
    return OBJECTION_REFUSED;
}

static gint64 parse_code(const char *description)
{
    if (!description || !g_str_has_prefix(description, CODE_MARK))
        return 0;
    const char *digits = description + strlen(CODE_MARK);
    gsize length = strspn(digits, "0123456789");
    gint64 code = 0;
    g_autofree char *number = g_strndup(digits, MIN(length, CODE_MAX_DIGITS));
    text_parse_number(number, G_MAXINT32, &code);
    return code;
}

/* Behind it come ids for Microsoft's support, and advice to programmers; "" if there is none. */
static char *first_sentence(const char *description)
{
    static const char *const ends[] = {". ", "\r", "\n", " Trace ID:"};
    gsize length = strlen(description);
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        const char *end = strstr(description, ends[i]);
        length = end ? MIN(length, (gsize)(end - description)) : length;
    }
    if (length > 0 && description[length - 1] == '.')
        length--;
    g_autofree char *sentence = g_strndup(description, length);
    g_autofree char *printable = text_printable(sentence);
    return g_utf8_substring(printable, 0, MIN(g_utf8_strlen(printable, -1), WORDS_MAX_CHARACTERS));
}

static Objection *objection_new_kind(ObjectionKind kind, gint64 code, char *words)
{
    Objection *objection = g_new0(Objection, 1);
    objection->kind = kind;
    objection->code = code;
    objection->words = words;
    return objection;
}

Objection *objection_new(const char *name, const char *description)
{
    gint64 code = parse_code(description);
    const char *const texts[] = {description, name};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *words = first_sentence(texts[i] ? texts[i] : "");
        if (*words)
            return objection_new_kind(kind_of(name, code), code, g_steal_pointer(&words));
    }
    return objection_new_kind(kind_of(name, code), code, g_strdup(_("no reason")));
}

Objection *objection_strange(const char *host, int status)
{
    char *words = g_strdup_printf(_("'%s' does not answer as Microsoft Entra does (status %d)"),
                                  host, status);
    return objection_new_kind(OBJECTION_NOT_NOW, 0, words);
}

static Objection *objection_unreached(const HttpReply *reply, const char *host)
{
    const char *details = reply->words;
    const char *sentence = _(http_outcome_sentence(reply->outcome));
    char *words = details ? g_strdup_printf(_("'%s' %s (%s)"), host, sentence, details)
                          : g_strdup_printf(_("'%s' %s"), host, sentence);
    return objection_new_kind(OBJECTION_NOT_NOW, 0, words);
}

static char *busy_sentence(const HttpReply *reply, const char *host)
{
    if (reply->status != STATUS_TOO_MANY)
        return g_strdup_printf(_("'%s' has a fault of its own (status %d)"), host, reply->status);
    if (reply->retry_after_s <= 0)
        return g_strdup_printf(_("'%s' asks to come back later (status %d)"), host, reply->status);
    return g_strdup_printf(message_counted("'%s' asks to come back in %d second (status %d)",
                                           "'%s' asks to come back in %d seconds (status %d)",
                                           (gulong)reply->retry_after_s),
                           host, (int)reply->retry_after_s, reply->status);
}

static Objection *objection_busy(const HttpReply *reply, const char *host)
{
    char *words = busy_sentence(reply, host);
    Objection *objection = objection_new_kind(OBJECTION_NOT_NOW, 0, words);
    objection->retry_after_s = MAX(reply->retry_after_s, 0);
    return objection;
}

/* An answer without a name in it is not Entra's, but of something on the way to it. */
Objection *objection_from_reply(const HttpReply *reply, const char *host)
{
    if (reply->outcome != HTTP_ANSWERED)
        return objection_unreached(reply, host);
    if (reply->status == STATUS_OK)
        return NULL;
    if (reply->status == STATUS_TOO_MANY || reply->status >= STATUS_SERVER_FAULT)
        return objection_busy(reply, host);
    g_autoptr(JsonDocument) document =
        reply->body ? json_document_parse(reply->body, reply->body_length) : NULL;
    const char *name = document ? json_document_get_text(document, "error", NULL) : NULL;
    if (!name)
        return objection_strange(host, reply->status);
    return objection_new(name, json_document_get_text(document, "error_description", NULL));
}

void objection_free(Objection *objection)
{
    if (!objection)
        return;
    g_free(objection->words);
    g_free(objection);
}

static const char *known_hint(gint64 code)
{
    for (gsize i = 0; i < G_N_ELEMENTS(hints); i++) {
        if (hints[i].code == code)
            return hints[i].hint;
    }
    return NULL;
}

static char *refusal_hint(gint64 code)
{
    const char *known = known_hint(code);
    if (known || code == 0)
        return g_strdup(_(known ? known : another_way));
    return g_strdup_printf(_("https://login.microsoftonline.com/error?code=%d says more"),
                           (int)code);
}

static void set_refusal(const Objection *objection, GError **error)
{
    g_autofree char *hint = refusal_hint(objection->code);
    error_set(error, ERROR_REFUSED, hint, "Microsoft Entra says no: %s", objection->words);
}

static void set_sign_in(const Objection *objection, GError **error)
{
    const char *known = known_hint(objection->code);
    error_set(error, ERROR_SIGN_IN, known ? known : sign_in_again,
              "Microsoft Entra wants a new sign-in: %s", objection->words);
}

void objection_set_error(const Objection *objection, gboolean has_person, GError **error)
{
    switch (objection->kind) {
    case OBJECTION_PENDING:
    case OBJECTION_SLOW_DOWN:
    case OBJECTION_CODE_EXPIRED:
        error_set(error, ERROR_CANCELLED, sign_in_again, "nobody typed the code in time");
        return;
    case OBJECTION_DECLINED:
        error_set(error, ERROR_CANCELLED, sign_in_again, "the sign-in was declined: %s",
                  objection->words);
        return;
    case OBJECTION_SIGN_IN:
        if (has_person)
            set_sign_in(objection, error);
        else
            set_refusal(objection, error);
        return;
    case OBJECTION_REFUSED:
        set_refusal(objection, error);
        return;
    case OBJECTION_NOT_NOW:
        error_set(error, ERROR_UNREACHABLE, N_("try again later, or look at Git's http.proxy"),
                  "Microsoft Entra cannot be asked: %s", objection->words);
        return;
    }
}
