/* SPDX-License-Identifier: MIT */
#include "app/exchange.h"
#include "commands/command.h"
#include "protocol/answer.h"

int command_capability(const Settings *settings G_GNUC_UNUSED, char **argv G_GNUC_UNUSED,
                       GError **error)
{
    return exchange_write_text(answer_capabilities, error) ? 0 : 1;
}
