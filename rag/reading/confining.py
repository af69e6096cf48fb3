"""A process -> the same, kept by the system from all that reading a file needs not: what it is kept from.

On Linux, Landlock keeps it from files and from other processes, and a filter of system calls (seccomp)
from networks and programs; both without any right, and for good. Elsewhere nothing is kept.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

WRITING, TCP, NETWORK = "writing files", "TCP", "the network"
PROGRAMS, PROCESSES = "starting programs", "other processes"
ALL = (WRITING, NETWORK, PROGRAMS, PROCESSES)

_NO_NEW_RIGHTS, _SET_FILTER, _FILTER_MODE = 38, 22, 2  # of prctl
_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # system calls of Landlock, the same on every machine
_TELL_VERSION = 1
_READ = 0b1100  # the rights to read a file and a folder; with all others, none is left to give
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # how many each version of Landlock knows; 16 from the fifth
_TCP_FROM, _SIGNALS_FROM, _TRUNCATING_FROM = 4, 6, 3

_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # how the filter knows it; its column
_FOREIGN_CALLS_FROM = 0x40000000  # those of x32, on x86_64
_REFUSED = {  # system calls, by their numbers on x86_64 and aarch64
    "socket": (41, 198),
    "connect": (42, 203),
    "io_uring_setup": (425, 425),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "truncate": (76, 45),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
}
_LOAD, _EQUALS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # what the filter is written in
_CALL, _MACHINE = 0, 4  # where it finds the number of a system call, and the kind of machine
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # refused is: not permitted


class _Program(ctypes.Structure):
    """A filter as the system takes it: how many steps, and where they are."""

    _fields_ = (("steps", ctypes.c_ushort), ("code", ctypes.c_void_p))


def confine() -> tuple[str, ...]:
    """Keep this process, which has a single thread, from more than reading; told is what from."""
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_void_p) != 8:
        return ()
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(_NO_NEW_RIGHTS, *map(ctypes.c_ulong, (1, 0, 0, 0))):
        return ()
    version = _restrict(system)
    filtered = _filter(system)
    kept = {
        WRITING: version >= _TRUNCATING_FROM or (version > 0 and filtered),
        NETWORK: filtered,
        TCP: version >= _TCP_FROM and not filtered,
        PROGRAMS: filtered or version > 0,
        PROCESSES: version >= _SIGNALS_FROM,
    }
    return tuple(what for what, is_kept in kept.items() if is_kept)


def _restrict(system: ctypes.CDLL) -> int:
    """Give up every right that Landlock knows but to read; its version, 0 where there is none."""
    version = int(system.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _TELL_VERSION))
    if version < 1:
        return 0
    files = ((1 << _FILE_RIGHTS.get(version, 16)) - 1) & ~_READ
    tcp, signals = (0b11 if version >= first else 0 for first in (_TCP_FROM, _SIGNALS_FROM))
    rules = struct.pack("QQQ", files, tcp, signals)
    ruleset = int(system.syscall(_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), 0))
    if ruleset < 0:
        return 0
    failed = system.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return 0 if failed else version


def _filter(system: ctypes.CDLL) -> bool:
    """Have the system refuse what reading never calls; whether it does."""
    if platform.machine() not in _MACHINES:
        return False
    machine, column = _MACHINES[platform.machine()]
    calls = [call for numbers in _REFUSED.values() if (call := numbers[column]) is not None]
    code = _steps(machine, calls)
    program = _Program(len(code) // 8, ctypes.cast(ctypes.c_char_p(code), ctypes.c_void_p))
    return not system.prctl(_SET_FILTER, ctypes.c_ulong(_FILTER_MODE), ctypes.byref(program))


def _steps(machine: int, calls: list[int]) -> bytes:
    """The filter: a call of another machine ends the process, one of ``calls`` is refused."""
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUALS, 1, 0, machine),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _CALL),
        (_AT_LEAST, len(calls) + 1, 0, _FOREIGN_CALLS_FROM),
        *((_EQUALS, len(calls) - place, 0, call) for place, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
