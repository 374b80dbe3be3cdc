# SPDX-License-Identifier: MIT
"""What analysers say and is left as it is: file, check, and why it is no fault of the program.

One that no analyser says any more is to be removed: analyse.py complains about it.
"""

CLEANUP = ("clang's analyser does not know the attribute 'cleanup', on which g_autoptr() is built; "
           "leaks are looked for with AddressSanitizer and valgrind")
RETURNED = "the pointer that it takes for the result is an argument, and not kept by what is called"

# For every file.
EVERYWHERE = {
    "unix.Malloc": CLEANUP,
    "varFuncNullUB": "NULL is a pointer wherever GLib runs, whose own functions end so",
    "-Wanalyzer-use-of-uninitialized-value":
        "gcc 12 says it of 'unknown' in no file and no line; clang and valgrind look for the same",
}

OF_FILE = {
    ("src/app/access_token.c", "returnDanglingLifetime"): RETURNED,
    ("src/app/renewal.c", "returnDanglingLifetime"): RETURNED,
    ("src/entra/obtain.c", "returnDanglingLifetime"): RETURNED,
    ("src/core/error.c", "unknownMacro"): "G_DEFINE_EXTENDED_ERROR is GLib's",
    ("src/core/error.c", "-Wanalyzer-null-dereference"):
        "GLib calls these with the private data of an error, which it has made",
    ("src/entra/errand.c", "-Wanalyzer-null-argument"):
        "errand_secret() is for a variable that is set, as its header says",
    ("src/model/pat_scope.c", "bugprone-macro-parentheses"):
        "members of an initializer, which cannot stand in parentheses",
    ("src/net/http.c", "bugprone-suspicious-missing-comma"): "a header is its name and a constant",
    ("src/net/wiping.c", "-Wanalyzer-malloc-leak"):
        "the caller gets the memory behind the header, by which it is found again",
    ("src/store/pass_tree.c", "misc-no-recursion"): "no folder deeper than DEPTH_MAX is opened",
}
