/* SPDX-License-Identifier: MIT */
/* Gives a fuzzing program each file of a folder once, with any compiler. Prints TAP. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

static int compare(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *list_inputs(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, &error);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    if (!directory) {
        printf("Bail out! %s\n", error->message);
        exit(EXIT_FAILURE);
    }
    for (const char *name = g_dir_read_name(directory); name; name = g_dir_read_name(directory))
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare);
    return names;
}

/* In memory of its very size, so that a sanitizer sees who reads on. */
static void replay(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *content = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &content, &length, NULL))
        fuzz_fail(path, 0, "it can be read");
    g_autofree uint8_t *bytes = g_memdup2(content, length);
    const uint8_t nothing[1] = {0};
    LLVMFuzzerTestOneInput(bytes ? bytes : nothing, length);
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
        return EXIT_FAILURE;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    g_autoptr(GPtrArray) names = list_inputs(arguments[1]);
    printf("1..%u\n", names->len);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        printf("# %s\n", name);
        replay(arguments[1], name);
        printf("ok %u - %s\n", i + 1, name);
    }
    return names->len > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
