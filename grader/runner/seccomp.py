"""Install a seccomp filter that refuses the system calls which no answer needs.

New processes, sockets, signals (by the owner of a file too), tracing, namespaces; memory that no limit counts (files
without a name, attributes of files); and what would change another process's limits or its share of the processors.

A filter of the kernel (seccomp, see its `Documentation/userspace-api/seccomp_filter.rst`) that nothing in the process
can remove. The sandbox holds without it, so it is left out on processors whose call numbers are not listed here.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
KILL, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
"""BPF instructions: load a word, jump if equal, if at least, if a bit is set, and return."""

NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT = 0, 4, 16, 24
"""Offsets in the kernel's `struct seccomp_data`."""

CLONE_THREAD = 0x10000
X32 = 0x40000000
"""From here on x86-64's second set of numbers begins."""

SAME_EVERYWHERE = {
    "pidfd_send_signal": 424,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "pidfd_open": 434,
    "pidfd_getfd": 438,
    "process_madvise": 440,
    "memfd_secret": 447,
    "setxattrat": 463,
}
REFUSED = {
    "x86_64": {
        **{"shmget": 29, "socket": 41, "socketpair": 53, "fork": 57, "vfork": 58, "execve": 59, "kill": 62},
        **{"semget": 64, "msgget": 68, "ptrace": 101, "setpgid": 109, "setsid": 112, "rt_sigqueueinfo": 129},
        **{"personality": 135, "pivot_root": 155, "mount": 165, "umount2": 166, "tkill": 200, "tgkill": 234},
        **{"mq_open": 240, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272},
        **{"rt_tgsigqueueinfo": 297, "perf_event_open": 298, "setns": 308, "process_vm_readv": 310},
        **{"process_vm_writev": 311, "bpf": 321, "execveat": 322, "userfaultfd": 323, "memfd_create": 319},
        **{"setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "setpriority": 141, "sched_setparam": 142},
        **{"sched_setscheduler": 144, "sched_setaffinity": 203, "ioprio_set": 251, "sched_setattr": 314},
    },
    "aarch64": {
        **{"umount2": 39, "mount": 40, "pivot_root": 41, "personality": 92, "unshare": 97, "ptrace": 117},
        **{"kill": 129, "tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138, "setpgid": 154, "setsid": 157},
        **{"mq_open": 180, "msgget": 186, "semget": 190, "shmget": 194, "socket": 198, "socketpair": 199},
        **{"add_key": 217, "request_key": 218, "keyctl": 219, "execve": 221, "rt_tgsigqueueinfo": 240},
        **{"perf_event_open": 241, "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271},
        **{"bpf": 280, "execveat": 281, "userfaultfd": 282, "memfd_create": 279, "setxattr": 5, "lsetxattr": 6},
        **{"fsetxattr": 7, "ioprio_set": 30, "sched_setparam": 118, "sched_setscheduler": 119},
        **{"sched_setaffinity": 122, "setpriority": 140, "sched_setattr": 274},
    },
}
ARCHITECTURES = {"x86_64": (0xC000003E, 56, 302), "aarch64": (0xC00000B7, 220, 261)}
"""The kernel's name for the processor, and its numbers of `clone` and of `prlimit64`."""

CLONE3 = 435

COMMANDS = {
    "x86_64": {"fcntl": 72, "ioctl": 16},
    "aarch64": {"fcntl": 25, "ioctl": 29},
}
"""The calls of which some commands are refused: their second argument says which."""

REFUSED_COMMANDS = {
    "fcntl": {"F_SETOWN": 8, "F_SETSIG": 10, "F_SETOWN_EX": 15},
    "ioctl": {"FIOSETOWN": 0x8901, "SIOCSPGRP": 0x8902},
}
"""Commands by which the kernel would send a signal of the caller's choice to another process."""


def install_filter() -> bool:
    """Install the filter for this process and all that it starts; return whether there is one for this processor."""
    prctl, words, handed = prepare()
    if not words or prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, handed, 0, 0)


@cache
def prepare() -> tuple[Callable[..., int], Any, Any]:
    """Return the system's call and its words, once: the filter, or None, and where it is. A fork has what was made."""
    prctl, code = ctypes.CDLL(None).prctl, filter_here()
    if not code:
        return prctl, None, None
    words = ctypes.create_string_buffer(code, len(code))
    handed = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(words))
    return prctl, words, ctypes.create_string_buffer(handed, len(handed))


def filter_here() -> bytes:
    """Return the filter for this processor, b"" where there is none."""
    machine = platform.machine()
    return filter_program(machine) if sys.platform == "linux" and machine in REFUSED else b""


def filter_program(machine: str) -> bytes:
    """Return the filter: EPERM for what is refused, ENOSYS for clone3, so that threads are made by clone instead.

    Of some calls, only commands are refused. Limits may be set on the caller alone, which prlimit64 calls process 0.
    """
    architecture, clone, limit = ARCHITECTURES[machine]
    steps = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":
        steps += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, ERRNO | errno.EPERM)]
    for number in {**REFUSED[machine], **SAME_EVERYWHERE}.values():
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | errno.EPERM)]
    for call, number in COMMANDS[machine].items():
        refused = [
            step
            for command in REFUSED_COMMANDS[call].values()
            for step in ((EQUAL, 0, 1, command), (RETURN, 0, 0, ERRNO | errno.EPERM))
        ]
        steps += [(EQUAL, 0, len(refused) + 2, number), (LOAD, 0, 0, SECOND_ARGUMENT), *refused, (RETURN, 0, 0, ALLOW)]
    steps += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ERRNO | errno.ENOSYS)]
    steps += [(EQUAL, 0, 3, limit), (LOAD, 0, 0, FIRST_ARGUMENT), (EQUAL, 5, 0, 0)]
    steps += [(RETURN, 0, 0, ERRNO | errno.EPERM)]
    steps += [(EQUAL, 0, 3, clone), (LOAD, 0, 0, FIRST_ARGUMENT), (ANY_BIT, 1, 0, CLONE_THREAD)]
    steps += [(RETURN, 0, 0, ERRNO | errno.EPERM), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
