/* SPDX-License-Identifier: MIT */
/* A store that lives as long as its handle: for the tests of what stands on stores. */
#pragma once

#include "store/store.h"

extern const StoreBackend store_memory_backend;
