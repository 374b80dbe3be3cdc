/* SPDX-License-Identifier: MIT */
/*
 * The parts of the program that are loaded only when they are needed, from libexec.
 *
 * Git calls this program by the hundred, and the cost of a start is the number of shared objects:
 * libsecret with GIO trebles it, libcurl costs ten times as much. So what needs them is a module
 * with one exported function, which returns a table of functions: a request for a foreign host, or
 * one that the cache answers (see store/cache.h), loads none; `get`, `store` and `erase` load
 * secret-service.so and never libcurl, as git itself keeps libcurl out of the way in
 * git-remote-https. Modules, and not a second executable: a request that turns out to need one goes
 * on where it is, with what it has read, and without another start. A module finds the pure core
 * and the store locks in the program, which exports its symbols.
 */
#pragma once

#include "azure/module.h"
#include "entra/module.h"
#include "store/store.h"
#include "ui/notification.h"
#include "ui/terminal.h"

/*
 * The backend of the store of that name; it stays loaded until the process ends. Errors:
 * ERROR_USAGE for a name that is not in the table of stores, ERROR_SYSTEM for a module that cannot
 * be loaded.
 */
const StoreBackend *module_load_store(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether there is a store of that name. Errors: ERROR_USAGE, with the names there are. */
gboolean module_check_store(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What asks Azure DevOps about tokens: never on the way of a `get`, `store` or `erase` that needs
 * no network. Errors: ERROR_SYSTEM, as above.
 */
const AzureModule *module_load_azure(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What signs in to Microsoft Entra, out of the same module. Errors: ERROR_SYSTEM, as above. */
const EntraModule *module_load_entra(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What asks questions on the terminal. Errors: ERROR_SYSTEM, as above. */
const TerminalModule *module_load_terminal(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What shows a notification on the desktop. Errors: ERROR_SYSTEM, as above. */
NotificationModuleFunction module_load_notification(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where the kernel says that this program is; NULL if it does not. Owned by the caller. */
char *module_program_folder(void);
