/* SPDX-License-Identifier: MIT */
/* Tokens for Azure DevOps in the files in which Git and its like keep them in plain text. Pure. */
#pragma once

#include "model/plain_secret.h"

/*
 * Each returns PlainSecret *, owned by the caller, of a whole file. servers holds Server *.
 *
 * credentials: of git-credential-store(1), a URL per line.
 * netrc: of netrc(5), as curl reads it; what "default" says is not for Azure DevOps alone, and is
 * left out.
 * az: of the Azure CLI's extension "azure-devops", an INI file.
 */
GPtrArray *plain_file_parse_credentials(const Secret *file, const GPtrArray *servers);
GPtrArray *plain_file_parse_netrc(const Secret *file, const GPtrArray *servers);
GPtrArray *plain_file_parse_az(const Secret *file, const GPtrArray *servers);

/* The file without what these PlainExtents are of; a line of which nothing else is left goes. */
Secret *plain_file_without(const Secret *file, const GArray *extent);
