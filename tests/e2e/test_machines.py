#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every recipe of contrib/machines.md is run as it stands there, on a machine with nothing else."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import clean_root
import tap
from sandbox import add_metadata_address
from story import Story, prepare

ROOT = Path(sys.argv.pop(1)).resolve()
APP = "https://dev.azure.com/contoso/web/_git/app"
WRITE = ["vso.code_write"]
CLIENT = "00000000-0000-0000-0000-000000000000"
HEADING = re.compile(r"^##+ (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CLONE = f"git clone {APP}"
CLONED = "git -C app rev-parse --verify HEAD"
Values = Mapping[str, str]


@dataclass
class Recipe:
    """What there is before, and how it shows that it worked."""
    environment: Callable[[Story], dict[str, str]]  # what the machine itself sets
    home: str = ""
    before: str = ""
    after: str = CLONED
    secrets: Callable[[Story], dict[str, str]] = lambda story: {}


# --- reading the recipes --------------------------------------------------------------------------


def sections() -> dict[str, list[tuple[str, str]]]:
    """The blocks of each heading that has any."""
    text = (ROOT / "contrib/machines.md").read_text(encoding="utf-8")
    parts = HEADING.split(text)[1:]
    found = {name: BLOCK.findall(body) for name, body in zip(parts[::2], parts[1::2])}
    return {name: blocks for name, blocks in found.items() if blocks}


def dedent_below(lines: list[str], start: int) -> str:
    """The lines after one that are indented further."""
    margin = len(lines[start]) - len(lines[start].lstrip(" -"))
    taken: list[str] = []
    for line in lines[start + 1:]:
        if line.strip() and len(line) - len(line.lstrip()) < margin + 1:
            break
        taken.append(line.strip())
    return "\n".join(taken)


def commands_of_yaml(text: str) -> str:
    lines = text.splitlines()
    found = []
    for number, line in enumerate(lines):
        if re.match(r" *(?:- )?(?:run|bash|inlineScript): \|$", line):
            found.append(dedent_below(lines, number))
        if re.match(r" *script:$", line):
            found.append(re.sub(r"^- ", "", dedent_below(lines, number), flags=re.MULTILINE))
    return "\n".join(found)


def commands_of_dockerfile(text: str) -> str:
    joined = text.replace("\\\n", "")
    runs = re.findall(r"^RUN (.*)$", joined, re.MULTILINE)
    return "\n".join(re.sub(r"--mount=\S+ ", "", run) for run in runs)


def commands(language: str, text: str) -> str:
    """The shell's commands of a block."""
    if language == "yaml":
        return commands_of_yaml(text)
    if language == "dockerfile":
        return commands_of_dockerfile(text)
    if language == "groovy":
        return "\n".join(re.findall(r"'''\n(.*?)'''", text, re.DOTALL))
    return str(json.loads(text)["postCreateCommand"]) if language == "json" else text


def variables(text: str) -> dict[str, str]:
    """The variables that a block sets, as it writes them."""
    rows = re.findall(r'^ *"?([A-Z_]{4,})"?: "?(.+?)"?,?$', text, re.MULTILINE)
    rows += re.findall(r"name: (\w+), value: \"?(.+?)\"?\}", text)
    rows += re.findall(r"'([A-Z_]+)=(.*?)'", text)
    return dict(rows)


def resolve(written: Values, secrets: Values) -> dict[str, str]:
    """What becomes of them: the machine puts its secrets in, and its ids in the place of zeros."""
    resolved = {}
    for name, value in written.items():
        secret = re.fullmatch(r"\$\(([\w.]+)\)|\$\{\{ secrets\.(\w+) \}\}|\$\{localEnv:(\w+)\}",
                              value)
        if secret:
            resolved[name] = secrets[next(filter(None, secret.groups()))]
        elif name == "AZURE_TENANT_ID":
            resolved[name] = secrets[name]
        else:
            resolved[name] = value
    return resolved


# --- the machines ---------------------------------------------------------------------------------


@contextlib.contextmanager
def azure() -> Iterator[Story]:
    """Azure DevOps, with a repository of contoso and others that are its submodules."""
    with Story("no-bus", metadata=add_metadata_address()) as story:
        clean_root.skip_unless_possible(story)
        story.azure.set_entra(home_tenant=story.azure.tenant("contoso"))
        for name in SUBMODULES:
            story.azure.add_repository("contoso", "lib", name)
        story.azure.add_repository("contoso", "web", "app")
        story.azure.add_client(CLIENT, secret="SYNTHETICTESTTOKEN", federated=True)
        story.env.update({"AZURE_DEVOPS_EXT_PAT": story.azure.add_token("contoso", scopes=WRITE),
                          "AZURE_DEVOPS_EXT_PAT_ORG": "contoso"})
        work_tree = story.clone(APP, "app")
        for name, url in SUBMODULES.items():
            story.git("submodule", "--quiet", "add", url, name, cwd=work_tree)
        story.git("commit", "--quiet", "-m", "add parts", cwd=work_tree)
        story.git("push", "--quiet", cwd=work_tree)
        yield story


@functools.cache
def shared_azure() -> Story:
    """One for all machines that change nothing there."""
    cleanup = contextlib.ExitStack()
    atexit.register(cleanup.close)
    return cleanup.enter_context(azure())


def token_of(story: Story) -> str:
    return story.env["AZURE_DEVOPS_EXT_PAT"]


def pipeline(_: Story) -> dict[str, str]:
    return {"TF_BUILD": "True", "SYSTEM_COLLECTIONURI": "https://dev.azure.com/contoso/"}


def nothing(_: Story) -> dict[str, str]:
    return {}


def with_token(story: Story) -> dict[str, str]:
    return {"AZURE_DEVOPS_EXT_PAT": token_of(story)}


def kubernetes(story: Story) -> dict[str, str]:
    return {"AZURE_CLIENT_ID": CLIENT, "AZURE_TENANT_ID": story.azure.tenant("contoso"),
            "AZURE_FEDERATED_TOKEN_FILE": "/run/secrets/federated"}


def federated(story: Story) -> dict[str, str]:
    return {"federated": story.azure.add_federated_assertion(client_id=CLIENT)}


def github_job(story: Story) -> dict[str, str]:
    return story.azure.github_job()


def azure_cli_task(story: Story) -> dict[str, str]:
    return story.azure.azure_job("contoso", CLIENT)


def service_principal(story: Story) -> dict[str, str]:
    return {"AZURE_CLIENT_ID": CLIENT, "AZURE_TENANT_ID": story.azure.tenant("contoso"),
            "AZURE_CLIENT_SECRET": "SYNTHETICTESTTOKEN"}


# A work tree as the agent leaves it, whose submodules are other repositories, by three addresses.
CHECKED_OUT = f"""\
git -c http.extraHeader="Authorization: Basic $(printf :%s "$SYSTEM_ACCESSTOKEN" | base64 -w0)" \
    clone --quiet {APP} .
"""
SUBMODULES = {"plain": "https://dev.azure.com/contoso/lib/_git/plain",
              "portal": "https://contoso@dev.azure.com/contoso/lib/_git/portal",
              "old": "https://contoso.visualstudio.com/lib/_git/old"}

VIRTUAL_MACHINE = "A virtual machine in Azure, App Service, Container Apps"
RECIPES = {
    "Azure Pipelines, with the token of the job": Recipe(
        pipeline, home="/home/vsts", before=CHECKED_OUT,
        after="\n".join(f"git -C {name} rev-parse --verify HEAD" for name in SUBMODULES)),
    "GitHub Actions, with a token": Recipe(nothing, home="/home/runner"),
    "GitLab CI/CD, with a token": Recipe(with_token, home="/root"),
    "Jenkins, with a token": Recipe(with_token, home="/home/jenkins"),
    "Docker: while an image is built": Recipe(
        nothing, after="git -C /src/app rev-parse --verify HEAD",
        secrets=lambda story: {"azure-devops": token_of(story)}),
    "A dev container": Recipe(nothing, home="/home/vscode", after=f"{CLONE}\n{CLONED}"),
    VIRTUAL_MACHINE: Recipe(nothing),
    "Kubernetes (Azure Workload Identity)": Recipe(
        kubernetes, after=f"{CLONE}\n{CLONED}", secrets=federated),
    "GitHub Actions, with an identity": Recipe(github_job, home="/home/runner"),
    "Azure Pipelines, with an identity": Recipe(azure_cli_task, home="/home/vsts"),
    "Anywhere else": Recipe(service_principal, home="/home/agent"),
}


def check(name: str, story: Story) -> None:
    """What the recipe makes works, and no file has the token afterwards."""
    recipe = RECIPES[name]
    environment = recipe.environment(story)
    token = environment.get("SYSTEM_ACCESSTOKEN", token_of(story))
    secrets = {"System.AccessToken": token, "AZURE_DEVOPS_EXT_PAT": token,
               "AZURE_TENANT_ID": story.azure.tenant("contoso")}
    blocks = sections()[name]
    for _, text in blocks:
        environment |= resolve(variables(text), secrets)
    if recipe.home:
        environment["HOME"] = recipe.home
    script = "\n".join([f"mkdir -p {recipe.home}" if recipe.home else ":", recipe.before,
                        *(commands(language, text) for language, text in blocks), recipe.after])
    found = clean_root.find_token(story, script, environment, token,
                                  secrets=recipe.secrets(story))
    tap.equal(found, [])


@tap.test
def every_recipe_is_run() -> None:
    tap.equal(sorted(sections()), sorted(RECIPES))
    for name, blocks in sections().items():
        for language, text in blocks:
            assert commands(language, text) or variables(text), (name, language)


for _name in RECIPES:
    if _name != VIRTUAL_MACHINE:
        tap.add(f"the recipe works on a machine with nothing else: {_name}",
                lambda name=_name: check(name, shared_azure()))


@tap.test
def the_recipe_works_on_a_virtual_machine_with_nothing_else() -> None:
    story = shared_azure()
    if not add_metadata_address():
        tap.skip("the metadata service's address needs a network namespace")
    check(VIRTUAL_MACHINE, story)


@tap.test
def without_its_token_a_recipe_ends_with_an_error() -> None:
    (block,) = sections()["GitLab CI/CD, with a token"]
    script = commands(*block)
    done = clean_root.run(shared_azure(), script, {"HOME": "/job"})
    assert done.returncode != 0 and "there is no D-Bus session, so no keyring" in done.stderr, done


@tap.test
def a_machine_without_a_home_and_with_a_root_that_cannot_be_written_is_answered() -> None:
    request = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
    script = f"""\
mount -o remount,ro /
! touch /job/file 2>/dev/null
printf '{request}' | git-credential-azdo get
printf '{request}password=A\\n' | git-credential-azdo store
"""
    done = clean_root.run(shared_azure(), script, {"AZURE_DEVOPS_EXT_PAT": "A",
                                                   "AZURE_DEVOPS_EXT_PAT_ORG": "contoso"})
    tap.equal((done.returncode, done.stdout, done.stderr),
              (0, "username=PersonalAccessToken\npassword=A\n\n", ""))


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
