#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The helper against keyrings of every condition: clear errors, nothing lost, bounded in time."""

import sys
import time

import tap
from keyring_helper import (ATTRIBUTES, LIMIT_S, OPTIONS, PROGRAM, REQUEST, SCREEN, TOKEN,
                            Environment, expect_failure, get, helper, session, start, store)
from session import Session, enter_sandbox


@tap.test
def an_item_has_a_readable_label_and_the_full_set_of_attributes() -> None:
    with session("gnome-keyring") as place:
        store(place)
        item, = place.keyring.dump_items()
        tap.equal(item.label, "Azure DevOps: contoso (u@example.com)")
        tap.equal(item.attributes, ATTRIBUTES)
        assert item.secret.startswith(TOKEN.encode() + b"\t"), item.secret
        assert b"\n" not in item.secret, item.secret


@tap.test
def a_user_name_outside_of_ascii_is_kept_apart_from_others() -> None:
    with session("gnome-keyring") as place:
        store(place, "one", "ann")
        store(place, "two", "\u00e4nn")
        store(place, "three", "100%")
        for name, token in (("ann", "one"), ("\u00e4nn", "two"), ("100%", "three")):
            done = helper(place, "get", f"username={name}\n")
            tap.equal(done.stdout, f"username={name}\npassword={token}\n\n")


@tap.test
def a_new_token_overwrites_the_old_one_wholly() -> None:
    with session("gnome-keyring") as place:
        helper(place, "store", "username=u@example.com\npassword=old\n"
                               "password_expiry_utc=4102444800\n")
        store(place, "new")
        tap.equal(place.keyring.count_items(), 1)
        tap.equal(helper(place, "get").stdout, "username=u@example.com\npassword=new\n\n")


@tap.test
def the_same_token_again_is_not_written() -> None:
    with session("scripted") as place:
        store(place)
        place.keyring.forget()
        store(place)
        tap.equal(place.keyring.calls().get("Collection.CreateItem", 0), 0)


@tap.test
def get_reads_once() -> None:
    with session("scripted") as place:
        store(place)
        place.keyring.forget()
        tap.equal(get(place), TOKEN)
        calls = place.keyring.calls()
        tap.equal((calls.get("Service.SearchItems"), calls.get("Service.GetSecrets")), (1, 1))


@tap.test
def erase_removes_the_password_it_is_given_and_no_other() -> None:
    with session("gnome-keyring") as place:
        store(place)
        helper(place, "erase", "password=another\n")
        tap.equal(get(place), TOKEN)
        helper(place, "erase", f"password={TOKEN}\n")
        tap.equal((get(place), place.keyring.count_items()), (None, 0))


@tap.test
def foreign_items_are_never_touched() -> None:
    with session("gnome-keyring-preset:3") as place:
        store(place)
        helper(place, "erase")
        place.run([PROGRAM, *OPTIONS, "erase"], "protocol=https\nhost=dev.azure.com\n\n")
        tap.equal(sorted(item.label for item in place.keyring.dump_items()),
                  ["foreign item 1", "foreign item 2", "foreign item 3"])


@tap.test
def an_unreadable_item_of_ours_is_passed_over() -> None:
    with session("gnome-keyring") as place:
        store(place)
        words = [word for pair in ATTRIBUTES.items() for word in pair]
        done = place.run(["secret-tool", "store", "--label=broken", *words], "not a payload")
        tap.equal(done.returncode, 0)
        tap.equal(get(place), None)
        store(place, "mended")
        tap.equal((get(place), place.keyring.count_items()), ("mended", 1))


@tap.test
def a_keyring_without_a_password_keeps_everything() -> None:
    with session("gnome-keyring-preset:1") as place:
        store(place)
        for _ in range(5):
            place.keyring.stop()
            place.keyring.restart()
            done = helper(place, "get")
            tap.equal(done.stdout, f"username=u@example.com\npassword={TOKEN}\n\n")
        tap.equal(place.keyring.count_items(), 2)


@tap.test
def a_duplicate_item_is_no_second_token() -> None:
    with session("scripted:duplicates=yes") as place:
        store(place)
        tap.equal(get(place), TOKEN)
        helper(place, "erase", f"password={TOKEN}\n")
        tap.equal(place.keyring.count_items(), 0)


@tap.test
def other_content_types_are_read() -> None:
    for rule in ("content-type=drop", "content-type=force:plain/text"):
        with session(f"scripted:{rule}") as place:
            store(place)
            tap.equal(get(place), TOKEN)


# Where there is no keyring.

@tap.test
def without_a_bus_the_error_says_so() -> None:
    with session("no-bus") as place:
        for operation in ("get", "store", "erase"):
            done = helper(place, operation, "username=u\npassword=x\n", env=SCREEN)
            expect_failure(done, "there is no D-Bus session, so no keyring")


@tap.test
def a_dead_bus_is_an_error() -> None:
    with session("dead-bus") as place:
        expect_failure(helper(place, "get"), "the D-Bus session cannot be reached")


@tap.test
def a_bus_without_a_keyring_is_an_error() -> None:
    with session("absent") as place:
        for operation in ("get", "store", "erase"):
            done = helper(place, operation, "username=u\npassword=x\n")
            expect_failure(done, "no keyring runs in this session")


@tap.test
def without_a_default_collection_a_store_is_an_error() -> None:
    rules = "default=no,error=Service.CreateCollection:org.freedesktop.DBus.Error.UnknownMethod"
    with session(f"scripted:{rules}") as place:
        tap.equal(get(place), None)
        expect_failure(helper(place, "store", "username=u\npassword=x\n"),
                       "the keyring has no default collection")


# Locked is not missing.

@tap.test
def a_locked_keyring_makes_git_stop_and_keeps_the_token() -> None:
    with session("gnome-keyring") as place:
        store(place)
        place.keyring.lock()
        expect_failure(helper(place, "get"), "the keyring is locked", "quit=1\n\n")
        expect_failure(helper(place, "store", "username=u\npassword=x\n"),
                       "the keyring is locked")
        expect_failure(helper(place, "erase"), "the keyring is locked")
        place.keyring.unlock()
        tap.equal(get(place), TOKEN)


@tap.test
def a_keyring_that_nobody_has_opened_yet_is_locked_and_not_empty() -> None:
    with session("gnome-keyring") as place:
        store(place)
        place.keyring.stop()
        place.keyring.restart_locked()
        expect_failure(helper(place, "get"), "the keyring is locked", "quit=1\n\n")
        expect_failure(helper(place, "erase", f"password={TOKEN}\n"), "the keyring is locked")
        place.keyring.unlock()
        tap.equal(get(place), TOKEN)


@tap.test
def what_a_locked_keyring_hides_is_not_missing() -> None:
    with session("scripted:hide-locked=yes") as place:
        store(place)
        place.keyring.script("locked")
        expect_failure(helper(place, "get"), "the keyring is locked", "quit=1\n\n")
        expect_failure(helper(place, "erase", f"password={TOKEN}\n"), "the keyring is locked")
        tap.equal(place.keyring.prompts().shown, 0)
        done = helper(place, "get", env=SCREEN)
        tap.equal(done.stdout, f"username=u@example.com\npassword={TOKEN}\n\n")
        tap.equal(place.keyring.prompts().shown, 1)


@tap.test
def parallel_requests_for_what_is_hidden_show_one_prompt() -> None:
    with session("scripted:hide-locked=yes,prompt-ms=1500") as place:
        store(place)
        place.keyring.script("locked")
        running = [start(place, "get", env=SCREEN) for _ in range(12)]
        tap.equal([process.communicate()[0] for process in running],
                  [f"username=u@example.com\npassword={TOKEN}\n\n"] * 12)
        tap.equal((place.keyring.prompts().shown, place.keyring.prompts().most), (1, 1))


@tap.test
def a_locked_keyring_does_not_stop_other_organizations_requests() -> None:
    with session("gnome-keyring") as place:
        store(place)
        place.keyring.lock()
        done = place.run([PROGRAM, *OPTIONS, "--ask=never", "get"],
                         REQUEST.replace("contoso", "fabrikam") + "\n")
        tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))


@tap.test
def nobody_is_asked_where_nobody_can_see_it() -> None:
    with session("scripted:locked") as place:
        place.keyring.script("unlocked")
        store(place)
        place.keyring.script("locked")
        unseen: list[Environment] = [{}, {**SCREEN, "SSH_CONNECTION": "::1 1 ::1 22"}]
        for env in unseen:
            expect_failure(helper(place, "get", env=env), "the keyring is locked", "quit=1\n\n")
        done = place.run([PROGRAM, *OPTIONS, "--ask=never", "get"], REQUEST + "\n", env=SCREEN)
        expect_failure(done, "the keyring is locked", "quit=1\n\n")
        place.run(["git", "config", "--global", "credential.interactive", "false"])
        expect_failure(helper(place, "get", env=SCREEN), "the keyring is locked", "quit=1\n\n")
        tap.equal(place.keyring.prompts().shown, 0)


@tap.test
def a_prompt_that_is_answered_unlocks() -> None:
    with session("scripted:prompt-ms=200") as place:
        store(place)
        place.keyring.script("locked")
        done = helper(place, "get", env=SCREEN)
        tap.equal(done.stdout, f"username=u@example.com\npassword={TOKEN}\n\n")
        tap.equal(place.keyring.prompts().shown, 1)


@tap.test
def what_a_second_keyring_hides_is_not_removed_unseen() -> None:
    with session("scripted:prompt-ms=200") as place:
        store(place)
        second = place.keyring.add_default()
        store(place, "NEWER" + TOKEN)
        place.keyring.lock(second)
        tap.equal(get(place), TOKEN)
        logout = [PROGRAM, *OPTIONS, "logout", "contoso"]
        expect_failure(place.run(logout), "the keyring is locked")
        tap.equal(len(place.keyring.dump_items()), 1)
        tap.equal(place.run(logout, env=SCREEN).returncode, 0)
        tap.equal((place.keyring.prompts().shown, place.keyring.count_items()), (1, 0))


@tap.test
def a_second_keyring_is_asked_for_what_is_to_be_removed() -> None:
    with session("scripted:prompt-ms=200") as place:
        store(place)
        second = place.keyring.add_default()
        store(place, "NEWER" + TOKEN)
        place.keyring.lock(second)
        done = place.run([PROGRAM, *OPTIONS, "logout", "contoso"], env=SCREEN)
        tap.equal((done.returncode, "Removed" in done.stdout), (1, False))
        tap.equal(place.keyring.prompts().shown, 1)
        tap.equal(get(place), "NEWER" + TOKEN)


@tap.test
def a_store_into_a_locked_keyring_asks_too() -> None:
    with session("scripted:locked") as place:
        done = helper(place, "store", f"username=u\npassword={TOKEN}\n", env=SCREEN)
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal((place.keyring.prompts().shown, place.keyring.count_items()), (1, 1))


@tap.test
def a_prompt_that_is_closed_makes_git_stop() -> None:
    with session("scripted:prompt=dismiss") as place:
        store(place)
        place.keyring.script("locked")
        expect_failure(helper(place, "get", env=SCREEN), "the keyring stays locked", "quit=1\n\n")


@tap.test
def parallel_requests_show_one_prompt_and_share_its_outcome() -> None:
    for outcome, expected in (("accept", f"username=u@example.com\npassword={TOKEN}\n\n"),
                              ("dismiss", "quit=1\n\n")):
        with session(f"scripted:prompt={outcome},prompt-ms=4000") as place:
            store(place)
            place.keyring.script("locked")
            running = [start(place, "get", env=SCREEN) for _ in range(12)]
            tap.equal([process.communicate()[0] for process in running], [expected] * 12)
            tap.equal((place.keyring.prompts().shown, place.keyring.prompts().most), (1, 1))


@tap.test
def thirty_processes_on_a_locked_keyring_all_return() -> None:
    with session("gnome-keyring") as place:
        store(place)
        place.keyring.lock()
        running = [start(place, "get") for _ in range(30)]
        tap.equal([process.communicate()[0] for process in running], ["quit=1\n\n"] * 30)
        place.keyring.unlock()
        tap.equal(get(place), TOKEN)


# Hanging and dying.

@tap.test
def a_keyring_that_hangs_is_given_up() -> None:
    methods = {"get": ("Service.OpenSession", "Service.SearchItems", "Service.GetSecrets"),
               "store": ("Service.SearchItems", "Collection.CreateItem"),
               "erase": ("Service.SearchItems", "Service.GetSecrets", "Item.Delete")}
    for operation, names in methods.items():
        for name in names:
            with session("scripted") as place:
                store(place)
                place.keyring.script(f"hang={name}")
                before = time.monotonic()
                more = "username=u@example.com\npassword=new\n" if operation == "store" else ""
                expect_failure(helper(place, operation, more),
                               "the keyring did not answer in time")
                assert time.monotonic() - before < LIMIT_S, name
                place.keyring.script(f"answer={name}")
                tap.equal(get(place), TOKEN)


@tap.test
def a_stopped_daemon_is_given_up() -> None:
    with session("gnome-keyring") as place:
        store(place)
        place.keyring.pause()
        before = time.monotonic()
        expect_failure(helper(place, "get"), "the keyring did not answer in time")
        assert time.monotonic() - before < LIMIT_S
        place.keyring.resume()
        tap.equal(get(place), TOKEN)


@tap.test
def a_lost_session_is_opened_again() -> None:
    with session("scripted") as place:
        store(place)
        for operation, more in (("get", ""), ("store", "username=u@example.com\npassword=new\n"),
                                ("erase", "")):
            place.keyring.script("drop-session")
            done = helper(place, operation, more)
            tap.equal((operation, done.returncode, done.stderr), (operation, 0, ""))
        tap.equal(place.keyring.count_items(), 0)


@tap.test
def a_session_whose_key_is_refused_is_opened_with_another() -> None:
    with session("scripted") as place:
        for operation, more in (("store", f"username=u@example.com\npassword={TOKEN}\n"),
                                ("get", ""), ("erase", "")):
            place.keyring.script("refuse-key")
            done = helper(place, operation, more)
            tap.equal((operation, done.returncode, done.stderr), (operation, 0, ""))
        tap.equal(place.keyring.count_items(), 0)


@tap.test
def a_keyring_that_dies_meanwhile_is_an_error() -> None:
    for name in ("Service.SearchItems", "Service.GetSecrets"):
        with session("scripted") as place:
            store(place)
            place.keyring.script(f"exit={name}")
            done = helper(place, "get")
            tap.equal((done.returncode, done.stdout), (1, ""))
            assert done.stderr.startswith("error: "), done.stderr


# What is loaded.

def libraries(place: Session, operation: str, request: str) -> str:
    """The shared objects that an operation has mapped, as the loader tells them."""
    done = place.run([PROGRAM, *OPTIONS, operation], request, env={"LD_DEBUG": "files"})
    return done.stderr


@tap.test
def libcurl_is_never_loaded_for_git() -> None:
    with session("gnome-keyring") as place:
        for operation, more in (("store", "username=u\npassword=x\n"), ("get", ""),
                                ("erase", "")):
            loaded = libraries(place, operation, REQUEST + more + "\n")
            assert "libsecret-1.so" in loaded, loaded
            assert "libcurl" not in loaded and "jansson" not in loaded, loaded


@tap.test
def a_foreign_host_loads_neither_libsecret_nor_gio() -> None:
    with session("gnome-keyring") as place:
        loaded = libraries(place, "get", "protocol=https\nhost=github.com\n\n")
        assert "libglib-2.0" in loaded, loaded
        assert "libsecret" not in loaded and "libgio" not in loaded, loaded


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
