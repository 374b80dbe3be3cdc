# SPDX-License-Identifier: MIT
"""A stand-in for Azure DevOps: HTTPS, Git and the REST end points a credential helper meets.

    app -> { control, listener } -> service -> { git_backend, rest } -> answers, authentication
                                 -> tls                              -> world -> faults, journal
                                                                     -> routes, tokens, messages

An arrow: imports. `listener` owns connections, `control` the switches; between them everything
turns a `messages.Request` into a `messages.Response` and knows of no socket.
"""
