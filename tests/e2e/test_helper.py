#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What Git expects of every credential helper, claim by claim, for the hosts of this one.

Git's own tests of helpers (t/lib-credential.sh) say the same of a host; here an organization has
that place. What a malformed request does is told in test_protocol.py.
"""

import contextlib
import sys
from collections.abc import Iterator

import tap
from story import PROGRAM, Story, prepare

CONTOSO = "https://dev.azure.com/contoso/web/_git/app"
FABRIKAM = "https://dev.azure.com/fabrikam/shop/_git/cart"
REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
FIRST = "SYNTHETICFIRSTTOKEN"
SECOND = "SYNTHETICSECONDTOKEN"
THIRD = "SYNTHETICTHIRDTOKEN"


SHARED: list[Story] = []


@contextlib.contextmanager
def empty_story() -> Iterator[Story]:
    """The one story of most of these tests, which stores nothing yet."""
    story = SHARED[0]
    story.run([PROGRAM, "logout", "--all"])
    tap.equal(story.session.keyring.count_items(), 0)
    yield story


@contextlib.contextmanager
def helpers(*values: str) -> Iterator[Story]:
    """The story, with these helpers for every host and without a path, as Git's default is."""
    with empty_story() as story:
        file = story.session.home / ".gitconfig"
        content = file.read_bytes()
        story.git("credential-azdo", "unconfigure")
        for value in values:
            story.git("config", "--global", "--add", "credential.helper", value)
        try:
            yield story
        finally:
            file.write_bytes(content)


def approve_for(story: Story, username: str, password: str) -> None:
    """`git credential approve`, which is to say nothing."""
    story.approve(CONTOSO, password, username=username)


def password_of(story: Story, username: str) -> str | None:
    """What Git is given for that account."""
    return story.password(CONTOSO, username=username)


# Finding


@tap.test
def nothing_is_found_where_nothing_was_stored() -> None:
    with empty_story() as story:
        tap.equal(story.fill(CONTOSO), None)


@tap.test
def what_was_stored_is_found() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        answer = story.fill(CONTOSO)
        assert answer is not None
        tap.equal((answer["username"], answer["password"]), ("ann", FIRST))


@tap.test
def another_protocol_is_another_place() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        tap.equal(story.fill(CONTOSO.replace("https:", "http:")), None)


@tap.test
def another_host_is_another_place() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        for host in ("fabrikam.visualstudio.com", "github.com", "dev.azure.com.example"):
            tap.equal((host, story.fill(CONTOSO.replace("dev.azure.com", host))), (host, None))


@tap.test
def another_path_is_another_place_if_it_names_another_organization() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        tap.equal(story.password(CONTOSO.replace("web/_git/app", "mobile/_git/ios")), FIRST)
        tap.equal(story.password(FABRIKAM), None)


@tap.test
def a_request_without_a_path_is_answered_where_it_can_only_be_one() -> None:
    with helpers("azdo") as story:
        story.helper("store", REQUEST + f"username=ann\npassword={FIRST}\n\n")
        tap.equal(story.password(CONTOSO), FIRST)
        story.helper("store", REQUEST.replace("contoso", "fabrikam")
                     + f"username=ann\npassword={SECOND}\n\n")
        tap.equal(story.password(CONTOSO), None)


@tap.test
def a_user_name_is_asked_for_exactly() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        tap.equal((password_of(story, "ann"), password_of(story, "bob"),
                   password_of(story, "Ann")), (FIRST, None, None))


# Storing


@tap.test
def several_users_of_an_organization_are_kept_apart() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        approve_for(story, "bob", SECOND)
        tap.equal((password_of(story, "ann"), password_of(story, "bob")), (FIRST, SECOND))


@tap.test
def what_is_stored_again_takes_the_place_of_all_that_was() -> None:
    with empty_story() as story:
        story.helper("store", REQUEST + f"username=ann\npassword={FIRST}\n"
                     "password_expiry_utc=4102444800\n\n")
        story.helper("store", REQUEST + f"username=ann\npassword={SECOND}\n\n")
        tap.equal(story.helper("get", REQUEST + "\n").stdout,
                  f"username=ann\npassword={SECOND}\n\n")
        tap.equal(story.session.keyring.count_items(), 1)


@tap.test
def an_empty_user_name_is_stored_and_found() -> None:
    with empty_story() as story:
        story.helper("store", REQUEST + f"username=\npassword={FIRST}\n\n")
        tap.equal((story.password(CONTOSO), password_of(story, "")), (FIRST, FIRST))


@tap.test
def what_has_no_password_is_not_stored() -> None:
    with empty_story() as story:
        for lines in ("username=ann\n", "password=\n", "username=ann\npassword=\n", ""):
            done = story.helper("store", REQUEST + lines + "\n")
            tap.equal((lines, done.returncode, done.stdout, done.stderr), (lines, 0, "", ""))
        tap.equal(story.session.keyring.count_items(), 0)


@tap.test
def an_expiry_is_given_back() -> None:
    with empty_story() as story:
        story.helper("store", REQUEST + f"username=ann\npassword={FIRST}\n"
                     "password_expiry_utc=4102444800\n\n")
        tap.equal(story.helper("get", REQUEST + "\n").stdout,
                  f"username=ann\npassword={FIRST}\npassword_expiry_utc=4102444800\n\n")


@tap.test
def what_has_expired_is_not_answered() -> None:
    with empty_story() as story:
        story.helper("store", REQUEST + f"username=ann\npassword={FIRST}\n"
                     "password_expiry_utc=1000000000\n\n")
        tap.equal(story.fill(CONTOSO), None)


@tap.test
def a_refresh_token_of_another_helper_is_neither_kept_nor_given() -> None:
    with empty_story() as story:
        story.helper("store", REQUEST + f"username=ann\npassword={FIRST}\n"
                     "oauth_refresh_token=SYNTHETICREFRESH\n\n")
        tap.equal(story.helper("get", REQUEST + "\n").stdout,
                  f"username=ann\npassword={FIRST}\n\n")
        items = [item.secret for item in story.session.keyring.dump_items()]
        tap.equal([b"SYNTHETICREFRESH" in secret for secret in items], [False])


@tap.test
def a_header_of_another_helper_leaves_the_password_alone() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        header = ("capability[]=authtype\nauthtype=Bearer\ncredential=SYNTHETICHEADER\n"
                  + REQUEST)
        for operation in ("store", "erase"):
            for more in ("", "username=ann\n", "ephemeral=1\n"):
                story.helper(operation, header + more + "\n")
                tap.equal((operation, more, story.password(CONTOSO)), (operation, more, FIRST))
        tap.equal(story.helper("get", "capability[]=authtype\n" + REQUEST + "\n").stdout,
                  f"username=ann\npassword={FIRST}\n\n")


@tap.test
def a_password_for_this_use_only_leaves_the_stored_one_alone() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        story.helper("store", "capability[]=authtype\nephemeral=1\n" + REQUEST
                     + f"username=ann\npassword={SECOND}\n\n")
        tap.equal(story.password(CONTOSO), FIRST)


# Erasing


@tap.test
def what_is_erased_is_gone() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        tap.equal(story.reject(CONTOSO).stderr, "")
        tap.equal((story.fill(CONTOSO), story.session.keyring.count_items()), (None, 0))


@tap.test
def erasing_what_is_not_there_is_no_error() -> None:
    with empty_story() as story:
        done = story.reject(CONTOSO, username="ann", password=FIRST)
        tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))


@tap.test
def erasing_one_user_leaves_the_other() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        approve_for(story, "bob", SECOND)
        story.reject(CONTOSO, username="ann")
        tap.equal((password_of(story, "ann"), password_of(story, "bob")), (None, SECOND))


@tap.test
def erasing_without_a_user_name_erases_every_user_of_the_organization() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        approve_for(story, "bob", SECOND)
        story.approve(FABRIKAM, THIRD)
        story.reject(CONTOSO)
        tap.equal((password_of(story, "ann"), password_of(story, "bob"),
                   story.password(FABRIKAM)), (None, None, THIRD))


@tap.test
def erasing_names_a_password_and_leaves_any_other() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        approve_for(story, "bob", SECOND)
        story.reject(CONTOSO, username="ann", password=SECOND)
        tap.equal((password_of(story, "ann"), password_of(story, "bob")), (FIRST, SECOND))
        story.reject(CONTOSO, username="ann", password=FIRST)
        tap.equal((password_of(story, "ann"), password_of(story, "bob")), (None, SECOND))


@tap.test
def a_password_that_was_replaced_meanwhile_is_not_erased_with_the_old_one() -> None:
    with empty_story() as story:
        approve_for(story, "ann", FIRST)
        approve_for(story, "ann", SECOND)
        story.reject(CONTOSO, username="ann", password=FIRST)
        tap.equal(password_of(story, "ann"), SECOND)


# Beside other helpers


@tap.test
def a_helper_behind_answers_what_this_one_does_not_know() -> None:
    with helpers("azdo", "store") as story:
        file = story.session.home / ".git-credentials"
        file.write_text(f"https://ann:{THIRD}@dev.azure.com/fabrikam/shop/_git/cart\n",
                        encoding="utf-8")
        file.chmod(0o600)
        story.git("config", "--global", "credential.useHttpPath", "true")
        approve_for(story, "ann", FIRST)
        tap.equal((story.password(CONTOSO), story.password(FABRIKAM)), (FIRST, THIRD))


@tap.test
def a_user_name_that_a_helper_in_front_gives_is_followed() -> None:
    with helpers("!f() { test \"$1\" = get && echo username=bob; }; f", "azdo") as story:
        story.git("config", "--global", "credential.useHttpPath", "true")
        approve_for(story, "ann", FIRST)
        approve_for(story, "bob", SECOND)
        tap.equal(story.password(CONTOSO), SECOND)


if __name__ == "__main__":
    prepare()
    with Story() as shared:
        SHARED.append(shared)
        sys.exit(tap.main())
