"""What the C library does with memory that was given back.

glibc gives large blocks back to the kernel at once, and for the next picture takes them anew, page by page: a
photograph of 12 megapixels on its way in cost a thousand page faults, and two thirds of the kernel's time.
"""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of <malloc.h>
KEPT_BYTES = 2**26  # of free memory, at the end of a heap
HEAPS = 2  # not eight a core, each of which would keep as much: one thread at a time runs Python anyway
LARGE_BYTES = 2**25  # what is larger comes from the kernel and goes back to it; glibc takes no larger bound


def keep_freed_memory() -> None:
    """Let this process, and what it forks, use freed memory again. Without glibc nothing happens."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:  # musl and macOS
        return
    mallopt(_MMAP_THRESHOLD, LARGE_BYTES)
    mallopt(_TRIM_THRESHOLD, KEPT_BYTES)
    mallopt(_ARENA_MAX, HEAPS)
