/* SPDX-License-Identifier: MIT */
#include "app/passed_option.h"

#include "app/settings.h"
#include "core/message.h"

const PassedOption passed_options[] = {
    {"store", "azdoStore", NULL, SETTINGS_STORE},
    {"username", "azdoUsername", N_("give the name of an account, in one line"), NULL},
    {"cache", "azdoCache", N_("give a number of seconds, a day at most: 900, or 0 for never"),
     G_STRINGIFY(SETTINGS_CACHE_S)},
    {"warn-days", "azdoWarnDays", N_("give a number of days: 7, or 0 for never"),
     G_STRINGIFY(SETTINGS_WARN_DAYS)},
    {"ask", "azdoAsk", N_("it is one of: auto, never"), "auto"},
    {"validate", "azdoValidate", N_("it is one of: login, always, never"), "login"},
    {"env-organization", "azdoEnvOrganization",
     N_("name organizations: contoso, or contoso,adatum"), NULL},
};

const gsize passed_option_count = G_N_ELEMENTS(passed_options);
