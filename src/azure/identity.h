/* SPDX-License-Identifier: MIT */
/* Whose a token is, as Azure DevOps says it. */
#pragma once

#include <glib.h>

/* Every text is printable, and cut at a length of its own. */
typedef struct {
    char *id;           /* a guid */
    char *display_name; /* NULL = not told */
    char *account;      /* an e-mail address, on Azure DevOps Server a user name; NULL = not told */
} Identity;

/* Texts are copied as the structure says; display_name and account may be NULL. */
Identity *identity_new(const char *id, const char *display_name, const char *account);
void identity_free(Identity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identity, identity_free)

/*
 * Whether it stands for nobody: an organization with public projects answers a bad token as if
 * nothing had been sent, with this identity.
 */
gboolean identity_is_anonymous(const Identity *identity);

/* Whose token it is: an e-mail address, else a name; "" = not told, or identity is NULL. The
 * caller's. */
char *identity_describe(const Identity *identity);
