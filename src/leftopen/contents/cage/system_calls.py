"""The system calls of Linux that the cage needs, by number, and how they are made without a C library's name.

Only x86-64 and 64-bit ARM: elsewhere there is no table, and so no cage.
"""

from __future__ import annotations

import ctypes
import os
import platform
from functools import cache

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Which column of the table, and what the kernel calls the machine (`AUDIT_ARCH_…`)."""
OWN = "capset unshare mount umount2 pivot_root"
"""What only the entering of the cage calls."""
TABLE = """
read:0:63 write:1:64 readv:19:65 writev:20:66 pread64:17:67 pwrite64:18:68 open:2:- openat:257:56
close:3:57 close_range:436:436 lseek:8:62 stat:4:- fstat:5:80 lstat:6:- newfstatat:262:79 statx:332:291
access:21:- faccessat:269:48 faccessat2:439:439 readlink:89:- readlinkat:267:78 getdents64:217:61
getcwd:79:17 fcntl:72:25 ioctl:16:29 dup:32:23 dup2:33:- dup3:292:24 pipe:22:- pipe2:293:59 poll:7:-
ppoll:271:73 select:23:- pselect6:270:72 statfs:137:43 fstatfs:138:44 fadvise64:221:223 brk:12:214
mmap:9:222 munmap:11:215 mprotect:10:226 mremap:25:216 madvise:28:233 clone:56:220 clone3:435:435
fork:57:- vfork:58:- execve:59:221 exit:60:93 exit_group:231:94 wait4:61:260 waitid:247:95 futex:202:98
set_robust_list:273:99 rseq:334:293 set_tid_address:218:96 sched_yield:24:124 sched_getaffinity:204:123
getcpu:309:168 arch_prctl:158:- prctl:157:167 rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139
rt_sigtimedwait:128:137 rt_sigsuspend:130:133 sigaltstack:131:132 restart_syscall:219:128 pause:34:-
kill:62:129 tgkill:234:131 clock_gettime:228:113 clock_getres:229:114 clock_nanosleep:230:115
nanosleep:35:101 gettimeofday:96:169 time:201:- times:100:153 getitimer:36:102 setitimer:38:103
getpid:39:172 getppid:110:173 gettid:186:178 getpgrp:111:- getpgid:121:155 getsid:124:156 getuid:102:174
geteuid:107:175 getgid:104:176 getegid:108:177 getgroups:115:158 getresuid:118:148 getresgid:120:150
uname:63:160 sysinfo:99:179 getrusage:98:165 getrlimit:97:163 prlimit64:302:261 getrandom:318:278
membarrier:324:283 sendto:44:206 recvfrom:45:207 sendmsg:46:211 recvmsg:47:212 shutdown:48:210
getsockname:51:204 getpeername:52:205 getsockopt:55:209 seccomp:317:277 landlock_create_ruleset:444:444
landlock_add_rule:445:445 landlock_restrict_self:446:446
capset:126:91 unshare:272:97 mount:165:40 umount2:166:39 pivot_root:155:41
"""
"""A name, its number on x86-64, its number on ARM; `-` where the machine has no such call."""


def numbers(machine: str) -> dict[str, int]:
    """Each call of the table by name. KeyError for a machine that it does not have."""
    column, _ = MACHINES[machine]
    rows = (entry.split(":") for entry in TABLE.split())
    return {name: int(row[column]) for name, *row in rows if row[column] != "-"}


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: object) -> int:
    """The result of that call on this machine. Raises OSError, KeyError for an unknown machine."""
    wide = (ctypes.c_long(one) if isinstance(one, int) else one for one in arguments)
    done: int = _library().syscall(ctypes.c_long(numbers(platform.machine())[name]), *wide)
    if done < 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
    return done
