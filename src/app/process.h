/* SPDX-License-Identifier: MIT */
/* What a process that holds tokens does before anything else. */
#pragma once

/*
 * Closes what Git left open above stderr (its TLS connection among it), makes sure that 0, 1 and 2
 * are open, gives signals their usual meaning but for SIGPIPE, which is ignored, lets new files be
 * the user's alone, and keeps memory out of core files and away from other processes of the user.
 * A program that is started has the file mode mask and the core limit that this process was given:
 * git writes a configuration that others can read, and a browser lives longer than we do. GLib's
 * own messages are dropped: stderr is ours.
 */
void process_prepare(void);
