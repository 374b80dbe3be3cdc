# SPDX-License-Identifier: MIT
"""A stand-in for Azure DevOps and what belongs to it: HTTPS, Git, REST, Entra, identities.

    app -> control -> { entra_control, pipelines_control }
        -> listener -> service -> { git_backend, rest, pats, entra_authority, oidc } -> answers
                    -> identity_endpoints                                            -> world
        -> tls

    world -> { tokens, entra, identities, pipelines, pat_policy, faults, journal } -> messages

An arrow: imports. `listener` owns connections, the `control` modules the switches; between them
everything turns a `messages.Request` into a `messages.Response` and knows of no socket.
"""
