#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The recipes of packages agree with what is built and installed. Prints TAP.

They are built by contrib/packaging/make.sh, which takes longer.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import tap

ROOT = Path(sys.argv.pop(1)).resolve()
BUILD = Path(sys.argv.pop(1)).resolve()
FOLDER = ROOT / "contrib/packaging"
STAGE = Path(os.environ["AZDO_TEST_STAGE"])
NONE: list[str] = []  # comes with the compiler, or with what is there anyway
# What each package that we build with is called elsewhere. A row holds for all of the recipes.
BUILT_WITH = {
    "gcc": {"deb": NONE, "rpm": ["gcc"], "arch": NONE, "alpine": NONE, "nix": NONE, "brew": NONE},
    "libbsd-dev": {
        "deb": ["libbsd-dev"], "rpm": ["pkgconfig(libbsd)"], "arch": ["libbsd"],
        "alpine": ["libbsd-dev"], "nix": ["libbsd"], "brew": ["libbsd"]},
    "libc6-dev": {"deb": NONE, "rpm": NONE, "arch": ["glibc"], "alpine": NONE, "nix": NONE,
                  "brew": NONE},
    "libcurl4-openssl-dev": {
        "deb": ["libcurl4-openssl-dev"], "rpm": ["pkgconfig(libcurl)"], "arch": ["curl"],
        "alpine": ["curl-dev"], "nix": ["curl"], "brew": ["curl"]},
    "libglib2.0-dev": {
        "deb": ["libglib2.0-dev"], "rpm": ["pkgconfig(gio-2.0)", "pkgconfig(glib-2.0)"],
        "arch": ["glib2"], "alpine": ["glib-dev"], "nix": ["glib"], "brew": ["glib"]},
    "libjansson-dev": {
        "deb": ["libjansson-dev"], "rpm": ["pkgconfig(jansson)"], "arch": ["jansson"],
        "alpine": ["jansson-dev"], "nix": ["jansson"], "brew": ["jansson"]},
    "libsecret-1-dev": {
        "deb": ["libsecret-1-dev"], "rpm": ["pkgconfig(libsecret-1)"], "arch": ["libsecret"],
        "alpine": ["libsecret-dev"], "nix": ["libsecret"], "brew": ["libsecret"]},
    "libssl-dev": {
        "deb": ["libssl-dev"], "rpm": ["pkgconfig(libcrypto)"], "arch": ["openssl"],
        "alpine": ["openssl-dev"], "nix": ["openssl"], "brew": ["openssl@3"]},
    "meson": {name: ["meson"] for name in ("deb", "rpm", "arch", "alpine", "nix", "brew")},
    "ninja-build": {"deb": ["ninja-build"], "rpm": ["ninja-build"], "arch": ["ninja"],
                    "alpine": ["ninja"], "nix": ["ninja"], "brew": ["ninja"]},
    "pkg-config": {"deb": ["pkg-config"], "rpm": ["pkgconfig"], "arch": NONE, "alpine": NONE,
                   "nix": ["pkg-config"], "brew": ["pkgconf"]},
}
# What the unit tests and debhelper want, and what is a dependency for running it only.
OTHERS = {"check", "check-dev", "debhelper-compat", "git", "pkgconfig(check)", "python", "python3",
          "python3:any"}

# None that anybody would have to keep: a placeholder, the format's own, and parts of commands.
KNOWN_ADDRESS = re.compile(
    r"https://(?:git-credential-azdo\.invalid|www\.debian\.org/doc/|\.\.\.|%s)")


def recipe(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def project(field: str) -> str:
    found = re.search(rf"^  {field}: '(.*)',$", (ROOT / "meson.build").read_text(), re.MULTILINE)
    assert found
    return found[1]


def words(pattern: str, text: str) -> list[str]:
    """The words of every part of a recipe that the pattern finds."""
    return " ".join(re.findall(pattern, text, re.MULTILINE | re.DOTALL)).split()


def dependencies() -> dict[str, list[str]]:
    """What each recipe builds with."""
    nix = recipe("package.nix.in")
    control = recipe("debian/control").split("\nPackage:")[0]
    return {
        "deb": re.findall(r"^ ([a-z][\w.:+-]*)", control, re.MULTILINE),
        "rpm": re.findall(r"^BuildRequires: +(\S+)", recipe("git-credential-azdo.spec.in"),
                          re.MULTILINE),
        "arch": words(r"^(?:make|check)?depends=\((.*?)\)", recipe("PKGBUILD.in")),
        "alpine": words(r'^(?:make|check)?depends="(.*?)"', recipe("APKBUILD.in")),
        "nix": words(r"[iI]nputs = \[(.*?)\]", nix),
        "brew": re.findall(r'depends_on "([^"]+)"', recipe("git-credential-azdo.rb.in")),
    }


def build_packages() -> list[str]:
    script = f". {ROOT}/contrib/packages.sh; printf '%s\\n' \"${{build_packages[@]}}\""
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.split()


def recipes() -> dict[str, str]:
    return {str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8")
            for path in sorted(FOLDER.rglob("*")) if path.is_file()}


@tap.test
def the_version_is_the_projects() -> None:
    version = project("version")
    newest = re.match(r"git-credential-azdo \((.*)-\d+\) ", recipe("debian/changelog"))
    tap.equal(newest and newest[1], version)
    for page in (ROOT / "src").glob("*.[15]"):
        assert f'"git-credential-azdo {version}"' in page.read_text(), f"{page.name}: another one"
    for name, text in recipes().items():
        if name.endswith(".in"):
            assert "@VERSION@" in text and version not in text, f"{name} has a version of its own"


@tap.test
def the_licence_is_the_projects() -> None:
    tap.equal(project("license"), "MIT")
    for name, line in {
            "debian/copyright": "License: MIT", "git-credential-azdo.spec.in":
            "License:        MIT", "PKGBUILD.in": "license=(MIT)", "APKBUILD.in": 'license="MIT"',
            "package.nix.in": "license = lib.licenses.mit;",
            "git-credential-azdo.rb.in": 'license "MIT"'}.items():
        assert line in recipe(name), f"{name} lacks: {line}"
    told = recipe("debian/copyright").split("\nLicense: MIT\n")[-1].replace("\n .\n", "\n\n")
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    tap.equal(told.split(), text[text.index("Permission"):].split())


@tap.test
def every_recipe_builds_with_what_we_build_with() -> None:
    tap.equal(sorted(BUILT_WITH), sorted(build_packages()))
    for kind, found in dependencies().items():
        wanted = {name for row in BUILT_WITH.values() for name in row[kind]}
        tap.equal((kind, sorted(set(found) - OTHERS)), (kind, sorted(wanted)))


@tap.test
def the_oldest_versions_are_those_of_the_build() -> None:
    built = dict(re.findall(r"dependency\('([\w.-]+)', version: '>= ([\d.]+)'",
                            (ROOT / "src/meson.build").read_text() +
                            (ROOT / "tests/meson.build").read_text()))
    told = dict(re.findall(r"pkgconfig\((\S+)\) >= ([\d.]+)",
                           recipe("git-credential-azdo.spec.in")))
    tap.equal(told, built)
    control = recipe("debian/control")
    for name, library in {"libbsd-dev": "libbsd", "libcurl4-openssl-dev": "libcurl",
                          "libglib2.0-dev": "glib-2.0", "libjansson-dev": "jansson",
                          "libsecret-1-dev": "libsecret-1"}.items():
        assert f"\n {name} (>= {built[library]}),\n" in control, f"{name} >= {built[library]}"


@tap.test
def the_rpm_has_every_file_that_is_installed() -> None:
    done = subprocess.run(["meson", "introspect", "--installed", str(BUILD)], capture_output=True,
                          text=True, check=True)
    prefix = next(path for path in json.loads(done.stdout).values()
                  if path.endswith("bin/git-credential-azdo"))[:-len("/bin/git-credential-azdo")]
    # Below another prefix than a package's, the units are where systemd looks for them there.
    installed = {path.removeprefix(prefix).replace("/share/systemd/", "/lib/systemd/")
                 for path in json.loads(done.stdout).values()}
    listed = recipe("git-credential-azdo.spec.in").split("%files\n")[1].split("%changelog")[0]
    for macro, folder in {"_bindir": "/bin", "_datadir": "/share", "_libexecdir": "/libexec",
                          "_mandir": "/share/man", "_prefix": ""}.items():
        listed = listed.replace(f"%{{{macro}}}", folder)
    patterns = [line for line in listed.splitlines() if line.startswith("/")]
    for pattern in patterns:
        stem = pattern.removesuffix("*")
        matching = {path for path in installed
                    if path == stem or stem.endswith("/") and path.startswith(stem)}
        assert matching, f"is not installed: {pattern}"
        installed -= matching
    tap.equal(sorted(installed), [])


@tap.test
def no_recipe_invents_an_address() -> None:
    for name, text in recipes().items():
        addresses = re.findall(r"https?://[^\s\"'|>)]+", text)
        strange = [address for address in addresses if not KNOWN_ADDRESS.match(address)]
        tap.equal((name, strange), (name, []))


@tap.test
def every_blank_of_a_recipe_is_filled_in() -> None:
    filled = set(re.findall(r"s\|(@[A-Z0-9]+@)\|", recipe("make.sh")))
    for name, text in recipes().items():
        if name.endswith(".in"):
            blanks = set(re.findall(r"@[A-Z0-9]+@", text))
            assert blanks <= filled, f"{name}: {sorted(blanks - filled)}"


@tap.test
def the_test_of_a_package_passes_with_what_is_built() -> None:
    with tempfile.TemporaryDirectory() as manual:
        for page in (ROOT / "src").glob("*.[15]"):
            folder = Path(manual, f"man{page.suffix[1:]}")
            folder.mkdir()
            (folder / page.name).symlink_to(page)
        env = {**os.environ, "PATH": f"{STAGE}/bin:{os.environ['PATH']}", "MANPATH": manual}
        done = subprocess.run([FOLDER / "smoke.sh"], capture_output=True, text=True, env=env,
                              check=False)
    tap.equal((done.stdout, done.returncode), (done.stdout, 0))


if __name__ == "__main__":
    sys.exit(tap.main())
