/* SPDX-License-Identifier: MIT */
/* What standard output is good for. */
#pragma once

#include "ui/layout.h"

/* How a page is laid out on it: for the terminal that it is, or for a file. */
Layout output_layout(void);
