/* SPDX-License-Identifier: MIT */
#include "policy/import.h"

ImportFate import_decide(const ImportFacts *facts)
{
    if (!facts->is_pat)
        return IMPORT_NO_PAT;
    if (facts->room == IMPORT_ROOM_SAME)
        return IMPORT_STORED;
    if (!facts->has_organization)
        return IMPORT_NAMELESS;
    if (facts->check == IMPORT_CHECK_REFUSED)
        return IMPORT_REFUSED;
    if (facts->room == IMPORT_ROOM_OTHER)
        return IMPORT_REPLACE;
    return facts->check == IMPORT_CHECK_GOOD ? IMPORT_STORE : IMPORT_UNCHECKED;
}

gboolean import_goes_unasked(ImportFate fate, ImportCheck check, gboolean is_source_named)
{
    switch (fate) {
    case IMPORT_STORE:
        return TRUE;
    case IMPORT_UNCHECKED:
        return is_source_named;
    case IMPORT_REPLACE:
        return is_source_named && check == IMPORT_CHECK_GOOD;
    case IMPORT_STORED:
    case IMPORT_REFUSED:
    case IMPORT_NAMELESS:
    case IMPORT_NO_PAT:
        return FALSE;
    }
    g_assert_not_reached();
}
