# SPDX-License-Identifier: MIT
"""A machine with nobody on it: a root of its own with programs, and nothing of whoever tests.

It has /usr of this system, the helper in /opt/azdo, Git's configuration of the way to the stand-in,
and no home, bus, terminal, keyring or file besides. It is gone with the command that runs in it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence

import tap
from story import STAGE, Story

PATH = "/opt/azdo/bin:/usr/bin:/bin"
DEVICES = ("null", "zero", "urandom", "random")
# $1: the folder of the new root; $2: the helper's; $3: what belongs into /etc; then the command.
ENTER = f"""\
root=$1 stage=$2 etc=$3; shift 3
mount -t tmpfs none "$root"
mkdir -p "$root"/dev "$root"/etc "$root"/opt/azdo "$root"/proc "$root"/tmp "$root"/usr "$root"/job
for name in bin lib lib64 sbin; do ln -s usr/$name "$root"/$name; done
cp -R "$etc"/. "$root"/etc
cp /etc/ld.so.cache "$root"/etc
mount --rbind /usr "$root"/usr
mount --rbind /proc "$root"/proc
mount --bind "$stage" "$root"/opt/azdo
for name in {" ".join(DEVICES)}; do
    : >"$root"/dev/$name
    mount --bind /dev/$name "$root"/dev/$name
done
ln -s /proc/self/fd "$root"/dev/fd
exec chroot "$root" "$@"
"""
# What a person would look for who suspects that a token was written down.
SEARCH = "grep -rFl --exclude-dir=secrets -e {token} /etc /home /root /run /src /tmp /job || true"


def run(story: Story, script: str, environment: Mapping[str, str], *,
        secrets: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a shell's commands in a fresh root, with this environment and PATH alone.

    `secrets` are files in /run/secrets, as Docker makes them of build secrets.
    """
    story.refresh()
    root = story.session.scratch / "root"
    root.mkdir(exist_ok=True)
    etc = _make_etc(story)
    words: list[str] = []
    for name, text in (secrets or {}).items():
        words.append(f"mkdir -p /run/secrets; printf %s '{text}' >/run/secrets/{name}")
    words.append(script)
    variables = [f"{name}={value}" for name, value in {"PATH": PATH, **environment}.items()]
    inner = ["/usr/bin/env", "-i", *variables, "/bin/bash", "-euc", "; ".join(words[:-1] or [":"])
             + "\ncd /job\n" + words[-1]]
    outer = ["unshare", "--mount", "sh", "-euc", ENTER, "sh", root, STAGE, etc, *inner]
    return story.run([*map(str, outer)], env={"PATH": "/usr/sbin:/sbin:/usr/bin:/bin"})


def find_token(story: Story, script: str, environment: Mapping[str, str], token: str,
               **options: Mapping[str, str]) -> Sequence[str]:
    """The files that hold a token after these commands, which must succeed."""
    done = run(story, f"{script}\necho --- found\n{SEARCH.format(token=token)} 2>/dev/null",
               environment, **options)
    assert done.returncode == 0, done
    return done.stdout.split("--- found\n")[1].split()


def skip_unless_possible(story: Story) -> None:
    """Containers may forbid what it takes."""
    done = story.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"])
    if done.returncode != 0:
        tap.skip(f"no root of its own can be made here: {done.stderr.strip()}")


def _make_etc(story: Story) -> str:
    folder = story.session.scratch / "etc"
    folder.mkdir(exist_ok=True)
    authority = story.azure.ca_file
    (folder / "azure.pem").write_bytes(authority.read_bytes())
    config = story.azure.git_config().replace(str(authority), "/etc/azure.pem")
    (folder / "gitconfig").write_text(config, encoding="utf-8")
    (folder / "passwd").write_text("root:x:0:0::/nowhere:/bin/sh\n", encoding="utf-8")
    return str(folder)
