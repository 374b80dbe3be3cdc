/* SPDX-License-Identifier: MIT */
/*
 * The programs pass(1) and gpg(1), run without a shell and without the current folder. Secrets
 * travel by pipes alone; names are no secret. GnuPG asks for a passphrase only where a person may
 * be asked, and one process at a time does.
 */
#pragma once

#include "core/secret.h"
#include "store/store.h"

#include <glib.h>

/* One that cannot ask anybody. */
#define PASS_CALL_MS (15 * 1000)

typedef struct PassProgram PassProgram;

/*
 * For the password store that PASSWORD_STORE_DIR names, or ~/.password-store. prompting is copied.
 * Errors: ERROR_STORE_ABSENT, a program is not there or the store was never made.
 */
PassProgram *pass_program_new(const StorePrompting *prompting,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for the password store in that folder. */
PassProgram *pass_program_new_at(const char *root, const StorePrompting *prompting,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

void pass_program_free(PassProgram *pass);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PassProgram, pass_program_free)

/* Its folder, and what was given to pass_program_new(); borrowed. */
const char *pass_program_root(const PassProgram *pass);
const StorePrompting *pass_program_prompting(const PassProgram *pass);

typedef enum {
    PASS_READ,
    PASS_GONE, /* it is not there, or not any more */
    PASS_FAILED,
} PassOutcome;

/*
 * Decrypts an entry. Errors, for PASS_FAILED: ERROR_STORE_LOCKED, GnuPG has no passphrase or no key
 * for it here; _DISMISSED, the person did not give it; _TIMED_OUT; _FAILED.
 */
PassOutcome pass_program_show(PassProgram *pass, const char *name, Secret **ret_content,
                              GError **error);

/* The same where what is not there is no failure: *ret_content is NULL then. */
gboolean pass_program_read(PassProgram *pass, const char *name, Secret **ret_content,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Replaces an entry. Errors: ERROR_STORE_TIMED_OUT, _FAILED. */
gboolean pass_program_insert(PassProgram *pass, const char *name, const Secret *content,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* That it is gone already is no error. */
gboolean pass_program_remove(PassProgram *pass, const char *name,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
