/* SPDX-License-Identifier: MIT */
#include "driver.h"

#include "azure/endpoint.h"
#include "config/http.h"
#include "core/error.h"
#include "model/server.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void driver_fail(const GError *error)
{
    fprintf(stderr, "error: %s\n", error->message);
    exit(EXIT_FAILURE);
}

Target *driver_parse_target(const char *url, const char *server_url)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_free);
    if (server_url) {
        Server *server = server_parse(server_url, &error);
        if (!server)
            driver_fail(error);
        g_ptr_array_add(servers, server);
    }
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, &error);
    if (!uri)
        driver_fail(error);
    int port = g_uri_get_port(uri);
    g_autofree char *host = port < 0 ? g_strdup(g_uri_get_host(uri))
                                     : g_strdup_printf("%s:%d", g_uri_get_host(uri), port);
    const char *path = g_uri_get_path(uri);
    Target *target = NULL;
    if (target_parse(g_uri_get_scheme(uri), host, *path ? path + 1 : NULL, NULL, servers,
                     &target) != TARGET_OURS)
        exit(EXIT_FAILURE);
    return target;
}

HttpSettings *driver_read_settings(const Target *target)
{
    GError *error = NULL;
    g_autofree char *url = endpoint_for_settings(target);
    HttpSettings *settings = http_settings_read(
        url, endpoint_is_services(target) ? HTTP_ALWAYS_VERIFIES : HTTP_MAY_SKIP_VERIFYING, &error);
    if (!settings)
        driver_fail(error);
    return settings;
}

/* Byte by byte, so that no buffer of stdio keeps a copy. */
Secret *driver_read_token(void)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n')
        secret_buffer_append(buffer, &byte, 1);
    return secret_buffer_steal(buffer);
}

/* The function that a module exports under this name. */
static void *find_symbol(const char *path, const char *name)
{
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    void *symbol = module ? dlsym(module, name) : NULL;
    if (symbol)
        return symbol;
    fprintf(stderr, "error: %s\n", dlerror());
    exit(EXIT_FAILURE);
}

const AzureModule *driver_load_module(const char *path)
{
    AzureModuleFunction get_functions = NULL;
    *(void **)&get_functions = find_symbol(path, AZURE_MODULE_SYMBOL);
    return get_functions();
}

const EntraModule *driver_load_entra(const char *path)
{
    EntraModuleFunction get_functions = NULL;
    *(void **)&get_functions = find_symbol(path, ENTRA_MODULE_SYMBOL);
    return get_functions();
}

static const char *const code_names[] = {
    [ERROR_USAGE] = "usage",         [ERROR_INPUT] = "input",
    [ERROR_SYSTEM] = "system",       [ERROR_CONFIG] = "config",
    [ERROR_MISSING] = "missing",     [ERROR_REFUSED] = "refused",
    [ERROR_SIGN_IN] = "sign-in",     [ERROR_UNREACHABLE] = "unreachable",
    [ERROR_CANCELLED] = "cancelled",
};

void driver_print_error(const GError *error)
{
    gboolean is_named = error->domain == AZDO_ERROR && error->code >= 0 &&
                        (gsize)error->code < G_N_ELEMENTS(code_names) && code_names[error->code];
    const char *hint = error_get_hint(error);
    printf("code=%s\nerror=%s\nhint=%s\n", is_named ? code_names[error->code] : "other",
           error->message, hint ? hint : "");
}

void driver_print_secret(const char *name, const Secret *secret)
{
    printf("%s=", name);
    fflush(stdout);
    if (write(STDOUT_FILENO, secret_reveal(secret), secret_length(secret)) < 0)
        exit(EXIT_FAILURE);
    putchar('\n');
}

void driver_wait(void)
{
    puts("done");
    fflush(stdout);
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) == 1)
        ;
}
