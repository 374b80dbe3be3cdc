/* SPDX-License-Identifier: MIT */
#include "entra/certificate.h"

#include "core/error.h"
#include "core/message.h"
#include "entra/base64url.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

struct Certificate {
    X509 *x509;
    EVP_PKEY *key;
};

/* Else OpenSSL would ask for a password on the terminal by itself. */
static int give_no_password(char *buffer G_GNUC_UNUSED, int size G_GNUC_UNUSED,
                            int is_for_writing G_GNUC_UNUSED, void *data G_GNUC_UNUSED)
{
    return -1;
}

/* The key and the certificate may stand in any order, so each is looked for from the start. */
static EVP_PKEY *find_key(const Secret *pem)
{
    BIO *bio = BIO_new_mem_buf(secret_reveal(pem), (int)secret_length(pem));
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, give_no_password, NULL) : NULL;
    BIO_free(bio);
    return key;
}

static X509 *find_x509(const Secret *pem)
{
    BIO *bio = BIO_new_mem_buf(secret_reveal(pem), (int)secret_length(pem));
    X509 *x509 = bio ? PEM_read_bio_X509(bio, NULL, give_no_password, NULL) : NULL;
    BIO_free(bio);
    return x509;
}

static const char *find_problem(const Certificate *certificate)
{
    if (!certificate->x509)
        return N_("holds no certificate");
    if (!certificate->key)
        return N_("holds no key, or one that needs a password");
    if (EVP_PKEY_base_id(certificate->key) != EVP_PKEY_RSA)
        return N_("holds a key that is not RSA, as Microsoft Entra wants it");
    if (X509_check_private_key(certificate->x509, certificate->key) != 1)
        return N_("holds a key that does not belong to the certificate");
    return NULL;
}

Certificate *certificate_parse(const Secret *pem, GError **error)
{
    g_autoptr(Certificate) certificate = g_new(Certificate, 1);
    certificate->x509 = find_x509(pem);
    certificate->key = find_key(pem);
    const char *problem = find_problem(certificate);
    if (problem) {
        error_set(
            error, ERROR_INPUT,
            N_("set AZURE_CLIENT_CERTIFICATE_PATH to a PEM file with a certificate and its key"),
            "the file of AZURE_CLIENT_CERTIFICATE_PATH %s", _(problem));
        return NULL;
    }
    return g_steal_pointer(&certificate);
}

void certificate_free(Certificate *certificate)
{
    if (!certificate)
        return;
    X509_free(certificate->x509);
    EVP_PKEY_free(certificate->key);
    g_free(certificate);
}

char *certificate_thumbprint(const Certificate *certificate)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (X509_digest(certificate->x509, EVP_sha256(), digest, &length) != 1)
        length = 0;
    g_autoptr(SecretBuffer) text = secret_buffer_new();
    base64url_append(text, digest, length);
    g_autoptr(Secret) encoded = secret_buffer_steal(text);
    return g_strdup(secret_reveal(encoded));
}

static gboolean sign(EVP_MD_CTX *context, EVP_PKEY *key, const char *text, guchar *signature,
                     size_t *length)
{
    EVP_PKEY_CTX *options = NULL;
    return EVP_DigestSignInit(context, &options, EVP_sha256(), NULL, key) == 1 &&
           EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1 &&
           EVP_DigestSign(context, signature, length, (const unsigned char *)text, strlen(text)) ==
               1;
}

Secret *certificate_sign(const Certificate *certificate, const char *text, GError **error)
{
    size_t length = (size_t)EVP_PKEY_size(certificate->key);
    g_autofree guchar *signature = g_malloc(length);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    gboolean is_signed = context && sign(context, certificate->key, text, signature, &length);
    EVP_MD_CTX_free(context);
    if (!is_signed) {
        error_set(error, ERROR_SYSTEM, NULL, "the client assertion cannot be signed");
        return NULL;
    }
    return secret_new((const char *)signature, length);
}
