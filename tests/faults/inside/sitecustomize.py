"""What Python imports by this name at its start, in every process of a system that is going to be hurt.

Nothing happens in them until a test arms a moment or sends a poisonous picture.
"""

import sys

if sys.orig_argv[-1] == "web":
    from tests.faults import moments

    moments.install()
elif sys.orig_argv[-1] == "worker":
    from tests.faults import poison

    poison.install()
