# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""A network of the test's own: loopback with every port free to bind, and nothing else."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path

NETWORK = "AZDO_TEST_NETWORK"
HTTPS_PORT = 443

# The longest name of an interface is 15 bytes; this one is another name for `lo`.
METADATA_ALIAS = b"lo:metadata"
METADATA_ADDRESS = "169.254.169.254"

# <linux/sched.h>, <linux/sockios.h>, <linux/if.h>
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
SIOCSIFADDR = 0x8916
SIOCSIFNETMASK = 0x891C
IFF_UP = 1
# struct ifreq with ifr_flags; with ifr_addr or ifr_netmask, a struct sockaddr_in.
IFREQ_FLAGS = "16sH22x"
IFREQ_ADDRESS = "16sHH4s16x"

_libc = ctypes.CDLL(None, use_errno=True)


def enter_sandbox() -> str:
    """Moves the calling process into a user and network namespace where that is allowed.

    Call it before any thread is started. In a network that already is closed it does nothing.
    Returns, and leaves in the environment as AZDO_TEST_NETWORK:

    namespace   only loopback is there, and port 443 on it can be bound
    direct      the system's network; port 443 on loopback can be bound
    high-port   the system's network; only unprivileged ports can be bound
    """
    if not _is_closed() and _works_in_a_child(_enter_namespaces):
        _enter_namespaces()
    if _is_closed():
        mode = "namespace"
    else:
        mode = "direct" if _bind_error() == 0 else "high-port"
    os.environ[NETWORK] = mode
    return mode


def add_metadata_address() -> bool:
    """Gives the network that `enter_sandbox` made the address of a cloud's metadata service.

    Returns False where there is no such network, or it may not be changed: then a test of that
    service cannot run. No address is ever given to the system's own network.
    """
    if os.environ.get(NETWORK) != "namespace" or not _is_closed():
        return False
    try:
        _set_address(SIOCSIFADDR, METADATA_ADDRESS)
        _set_address(SIOCSIFNETMASK, "255.255.255.255")
    except OSError:
        return False
    return True


def _is_closed() -> bool:
    """Whether loopback is up, no route leads out of it and port 443 on it is ours to bind."""
    up = _loopback_flags(SIOCGIFFLAGS, 0) & IFF_UP != 0
    return up and not _leads_out() and _bind_error() in (0, errno.EADDRINUSE)


def _leads_out() -> bool:
    """Whether the kernel's routing tables name a device other than loopback."""
    devices = [line.split()[0] for line in _lines("/proc/net/route")[1:]]
    devices += [line.split()[-1] for line in _lines("/proc/net/ipv6_route")]
    return any(device != "lo" for device in devices)


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="ascii").splitlines() if file.exists() else []


def _bind_error() -> int:
    """What the kernel says to binding the https port on loopback; 0 for yes."""
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", HTTPS_PORT))
        except OSError as error:
            return error.errno or errno.EIO
    return 0


def _works_in_a_child(action: Callable[[], None]) -> bool:
    """Tries, where a failure halfway through harms nobody."""
    child = os.fork()
    if child == 0:
        try:
            action()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _enter_namespaces() -> None:
    """As `unshare --map-root-user --net`, with loopback up. Raises OSError."""
    user, group = os.geteuid(), os.getegid()
    _check(_libc.unshare(CLONE_NEWUSER | CLONE_NEWNET))
    # An unprivileged process may map its group only after giving up setgroups (user_namespaces(7)).
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1", encoding="ascii")
    _loopback_flags(SIOCSIFFLAGS, _loopback_flags(SIOCGIFFLAGS, 0) | IFF_UP)


def _loopback_flags(request: int, flags: int) -> int:
    """Gets or sets the flags of the loopback interface and returns them. Raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        answer = fcntl.ioctl(control, request, struct.pack(IFREQ_FLAGS, b"lo", flags))
    result: int = struct.unpack(IFREQ_FLAGS, answer)[1]
    return result


def _set_address(request: int, address: str) -> None:
    """Sets an address of the second name of loopback. Raises OSError."""
    value = struct.pack(IFREQ_ADDRESS, METADATA_ALIAS, socket.AF_INET, 0, socket.inet_aton(address))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, request, value)


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
