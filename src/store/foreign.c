/* SPDX-License-Identifier: MIT */
#include "store/foreign.h"

void foreign_item_free(ForeignItem *item)
{
    if (!item)
        return;
    g_free(item->id);
    g_free(item->root);
    g_clear_pointer(&item->attributes, g_hash_table_unref);
    secret_free(item->content);
    g_free(item);
}
