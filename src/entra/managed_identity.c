/* SPDX-License-Identifier: MIT */
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "entra/authority_url.h"
#include "entra/channel.h"
#include "entra/objection.h"
#include "entra/source.h"
#include "net/form.h"
#include "net/local_address.h"

#define CLIENT_ID "AZURE_CLIENT_ID"
/* App Service, Functions, Container Apps ("Managed identities", REST endpoint reference). */
#define ENDPOINT "IDENTITY_ENDPOINT"
#define HEADER "IDENTITY_HEADER"
#define ENDPOINT_VERSION "2019-08-01"
/* Virtual machines ("How to use managed identities on an Azure VM to acquire an access token"). */
#define IMDS "http://169.254.169.254/metadata/identity/oauth2/token"
#define IMDS_VERSION "2018-02-01"

#define STATUS_GONE 410
#define STATUS_TOO_MANY 429
#define STATUS_SERVER_FAULT 500

/* "Retry guidance" of that page: exponentially, from a second on. */
#define PAUSE_MS 1000
#define PAUSE_MAX_MS 16000

typedef struct {
    char *url;
    Secret *header;
} Question;

static void question_clear(Question *question)
{
    g_free(question->url);
    secret_free(question->header);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Question, question_clear)

static gboolean has_endpoint(const Errand *errand)
{
    return errand_variable(errand, ENDPOINT) && errand_variable(errand, HEADER);
}

static char *format_url(const Errand *errand, const char *base, const char *version)
{
    const char *client_id = errand->request->client_id;
    if (!*client_id)
        client_id = errand_variable(errand, CLIENT_ID);
    g_autoptr(SecretBuffer) query = secret_buffer_new();
    form_append(query, "api-version", version);
    form_append(query, "resource", ENTRA_RESOURCE);
    if (client_id)
        form_append(query, "client_id", client_id);
    g_autoptr(Secret) text = secret_buffer_steal(query);
    return g_strconcat(base, "?", secret_reveal(text), NULL);
}

static Secret *make_header(const char *name, const Secret *value)
{
    g_autoptr(SecretBuffer) line = secret_buffer_new();
    secret_buffer_append_text(line, name);
    secret_buffer_append_text(line, ": ");
    secret_buffer_append_secret(line, value);
    return secret_buffer_steal(line);
}

/* The header is a secret of this machine's. */
static gboolean check_endpoint(const char *endpoint, GError **error)
{
    if (local_address_is_in(endpoint))
        return TRUE;
    g_autofree char *hint =
        g_strdup_printf(_("unset %s, which App Service and Container Apps set to one"), ENDPOINT);
    error_set(error, ERROR_CONFIG, hint, "%s names no address of this machine", ENDPOINT);
    return FALSE;
}

static gboolean question_init_app_service(Question *question, const Errand *errand, GError **error)
{
    const char *endpoint = errand_variable(errand, ENDPOINT);
    g_autoptr(Secret) value = errand_secret(errand, HEADER, error);
    if (!value || !check_endpoint(endpoint, error))
        return FALSE;
    question->url = format_url(errand, endpoint, ENDPOINT_VERSION);
    question->header = make_header("X-IDENTITY-HEADER", value);
    return TRUE;
}

static gboolean question_init(Question *question, const Errand *errand, GError **error)
{
    if (has_endpoint(errand))
        return question_init_app_service(question, errand, error);
    g_autoptr(Secret) yes = secret_new("true", 4);
    question->url = format_url(errand, IMDS, IMDS_VERSION);
    question->header = make_header("Metadata", yes);
    return TRUE;
}

/*
 * Not 404, though IMDS may send it while it is updated: the metadata services of other clouds,
 * which stand at the same address, answer so for good.
 */
static gboolean is_worth_waiting(const HttpReply *reply)
{
    return reply->outcome == HTTP_ANSWERED &&
           (reply->status == STATUS_GONE || reply->status == STATUS_TOO_MANY ||
            reply->status >= STATUS_SERVER_FAULT);
}

/* The last reply within the limit. */
static HttpReply *ask(const Errand *errand, Channel *channel, const Question *question)
{
    const HttpRequest request = {.url = question->url, .header = question->header};
    gint64 pause_ms = PAUSE_MS;
    HttpReply *reply = channel_send(channel, &request);
    while (is_worth_waiting(reply) && errand_limit_ms(errand) > pause_ms) {
        g_usleep((gulong)pause_ms * 1000);
        pause_ms = MIN(2 * pause_ms, PAUSE_MAX_MS);
        http_reply_free(reply);
        reply = channel_send(channel, &request);
    }
    return reply;
}

static void set_absence(const Errand *errand, GError **error)
{
    if (has_endpoint(errand))
        error_set(error, ERROR_UNREACHABLE, N_("try again later"),
                  "the address of %s does not answer", ENDPOINT);
    else
        error_set(error, ERROR_MISSING,
                  N_("give the machine an identity in Azure, or sign in another way: git "
                     "credential-azdo help login"),
                  "this machine has no managed identity: no metadata service answers");
}

/* What is not there is no fault: whoever tries this source tries it everywhere. */
static void set_error(const Errand *errand, const HttpReply *reply, GError **error)
{
    g_autoptr(Objection) objection = objection_from_reply(reply, _("the metadata service"));
    if (reply->outcome != HTTP_ANSWERED) {
        set_absence(errand, error);
    } else if (objection && objection->kind == OBJECTION_REFUSED) {
        error_set(
            error, ERROR_REFUSED,
            N_("give the machine an identity in Azure, and name it with credential.azdoClientId "
               "if it has several"),
            "the metadata service gives no access token: %s", objection->words);
    } else if (is_worth_waiting(reply)) {
        error_set(error, ERROR_UNREACHABLE, N_("try again later"),
                  "the metadata service cannot be asked now (status %d)", reply->status);
    } else {
        error_set(error, ERROR_MISSING, N_("sign in another way: git credential-azdo help login"),
                  "this machine has no managed identity: its metadata service is not Azure's "
                  "(status %d)",
                  reply->status);
    }
}

static EntraTokens *managed_identity_obtain(const Errand *errand, GError **error)
{
    g_auto(Question) question = {0};
    if (!question_init(&question, errand, error))
        return NULL;
    g_autoptr(Channel) channel = channel_open_local(errand, error);
    if (!channel)
        return NULL;
    g_autoptr(HttpReply) reply = ask(errand, channel, &question);
    g_autoptr(TokenReply) decoded = NULL;
    if (reply->outcome == HTTP_ANSWERED && reply->status == 200 && reply->body)
        decoded = token_reply_decode(reply->body, reply->body_length);
    if (!decoded) {
        set_error(errand, reply, error);
        return NULL;
    }
    return errand_finish(errand, decoded);
}

const EntraSource managed_identity_source = {
    .obtain = managed_identity_obtain,
    .is_announced = has_endpoint,
};
