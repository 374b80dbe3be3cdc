/* SPDX-License-Identifier: MIT */
#include "app/locale.h"

#if HAVE_GETTEXT
#include "app/module.h"
#include "core/message.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#define DOMAIN "git-credential-azdo"

/*
 * What is used as a format comes out of a file, so that file must be the administrator's, as the
 * modules are: of the folder of this installation, where msgfmt(1) --check saw that each text has
 * the arguments of the English one. No variable names another folder; but one that is a path would
 * lead out of it (newlocale() refuses such values of the others by itself).
 */
static gboolean leads_elsewhere(const char *languages)
{
    return languages && strchr(languages, '/');
}

/* Beside the program first, as its modules are found. */
static char *find_folder(void)
{
    g_autofree char *program_folder = module_program_folder();
    g_autofree char *beside =
        program_folder ? g_build_filename(program_folder, LOCALE_FOLDER_FROM_PROGRAM, NULL) : NULL;
    return beside && g_file_test(beside, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&beside)
                                                             : g_strdup(LOCALE_FOLDER);
}

/* (locale_t)0 = there is none, or none to go by. */
static locale_t open_locale(void)
{
    if (leads_elsewhere(g_getenv("LANGUAGE")))
        return (locale_t)0;
    g_autofree char *folder = find_folder();
    bindtextdomain(DOMAIN, folder);
    bind_textdomain_codeset(DOMAIN, "UTF-8"); /* as all texts here, whatever the locale's is */
    return newlocale(LC_MESSAGES_MASK, "", (locale_t)0);
}

/* Not setlocale(): it is for the whole process, and other threads may be under way. */
static locale_t locale_of_person(void)
{
    static gsize is_open = 0;
    static locale_t locale;
    if (g_once_init_enter(&is_open)) {
        locale = open_locale();
        g_once_init_leave(&is_open, 1);
    }
    return locale;
}

static const char *translate(const char *one, const char *several, gulong count)
{
    locale_t locale = locale_of_person();
    locale_t before = locale ? uselocale(locale) : (locale_t)0;
    const char *found = several ? dngettext(DOMAIN, one, several, count) : dgettext(DOMAIN, one);
    if (locale)
        uselocale(before);
    return found;
}

void locale_use(void)
{
    message_translate_with(translate);
}
#else
void locale_use(void)
{
}
#endif
