#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The layers of the program: which folder of src/ may include headers of which.

An arrow reaches what lies below it, too: `commands` may use what `app` may use. Prints TAP.
"""

import re
import sys
from pathlib import Path

# A folder, and those that it may include besides itself.
MAY_INCLUDE = {
    "core": set(),
    "ui": {"core"},
    "net": {"core"},
    "protocol": {"core"},
    "model": {"core"},
    "programs": {"core"},
    "config": {"programs", "model", "core"},
    "store": {"programs", "model", "core"},
    "policy": {"model", "core"},
    "azure": {"net", "model", "core"},
    "entra": {"net", "model", "core"},
    "app": {"azure", "entra", "store", "policy", "protocol", "config", "programs", "ui", "model",
            "core"},
}
MAY_INCLUDE["commands"] = MAY_INCLUDE["app"] | {"app"}
MAY_INCLUDE["main"] = MAY_INCLUDE["commands"] | {"commands"}

PURE = {"core", "protocol", "model", "policy"}
# What reaches outside the process: a pure module must not even name it.
IMPURE_HEADERS = re.compile(
    r"#include <(unistd|fcntl|stdio|stdlib|time|dlfcn|poll|signal|spawn|sys/[a-z/]+|gio/.*|"
    r"glib/gstdio|libsecret/.*|curl/.*|jansson|keyutils|bsd/.*)\.h>")
# The headers of a library belong to one place.
OWNERS = {
    "curl/": {"net"},
    "jansson": {"net"},
    "openssl/": {"entra"},
    "libsecret/": {"store"},
    "keyutils": {"store"},
    "bsd/": {"ui"},
}
LOCAL_INCLUDE = re.compile(r'^#include "([a-z]+)/[a-z0-9_]+\.h"$')
ANY_INCLUDE = re.compile(r"^\s*#\s*include\b")
SYSTEM_INCLUDE = re.compile(r"^#include <([^>]+)>$")


def complaints_of_line(layer: str, line: str) -> list[str]:
    """What is wrong with one #include."""
    local = LOCAL_INCLUDE.match(line)
    if local:
        allowed = MAY_INCLUDE[layer] | {layer}
        return [] if local[1] in allowed else [f"{layer} must not include {local[1]}"]
    system = SYSTEM_INCLUDE.match(line)
    if not system:
        return [f"neither <library.h> nor \"layer/module.h\": {line}"]
    found = [f"{library}* is for {', '.join(owners)} only" for library, owners in OWNERS.items()
             if system[1].startswith(library) and layer not in owners]
    if layer in PURE and IMPURE_HEADERS.match(line):
        found.append(f"{layer} is pure and must not include <{system[1]}>")
    return found


def complaints_of_file(source: Path, path: Path) -> list[str]:
    """What is wrong with one file, as "path:line: complaint"."""
    relative = path.relative_to(source)
    layer = relative.parts[0] if len(relative.parts) > 1 else relative.stem
    if layer not in MAY_INCLUDE:
        return [f"{relative}: '{layer}' is no layer"]
    return [f"{relative}:{number}: {complaint}"
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if ANY_INCLUDE.match(line)
            for complaint in complaints_of_line(layer, line.strip())]


def main() -> int:
    source = Path(sys.argv[1]).resolve()
    files = sorted(path for path in source.rglob("*") if path.suffix in (".c", ".h"))
    if not files:
        print("Bail out! no sources found")
        return 1
    print(f"1..{len(files)}")
    failed = False
    for number, path in enumerate(files, 1):
        complaints = complaints_of_file(source, path)
        failed |= bool(complaints)
        print(f"{'not ok' if complaints else 'ok'} {number} - {path.relative_to(source)}"
              " keeps to its layer")
        for complaint in complaints:
            print(f"# {complaint}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
