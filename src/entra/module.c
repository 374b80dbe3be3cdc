/* SPDX-License-Identifier: MIT */
#include "entra/module.h"

const EntraModule *entra_module_functions(void)
{
    static const EntraModule functions = {
        .obtain = entra_obtain,
        .is_announced = entra_is_announced,
    };
    return &functions;
}
