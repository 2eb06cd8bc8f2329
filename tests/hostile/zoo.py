"""All specimens and all attempts, in one fixed order."""

from tests.hostile.kinds.animated import ANIMATED
from tests.hostile.kinds.bombs import BOMBS
from tests.hostile.kinds.calls import CALLS
from tests.hostile.kinds.colours import COLOURS
from tests.hostile.kinds.flipped import FLIPPED
from tests.hostile.kinds.framing import FRAMING
from tests.hostile.kinds.headers import HEADERS
from tests.hostile.kinds.impostors import IMPOSTORS
from tests.hostile.kinds.lookups import LOOKUPS
from tests.hostile.kinds.metadata import METADATA
from tests.hostile.kinds.multiparts import MULTIPARTS
from tests.hostile.kinds.orientations import ORIENTATIONS
from tests.hostile.kinds.polyglots import POLYGLOTS
from tests.hostile.kinds.truncated import TRUNCATED

FAMILIES = (
    TRUNCATED, FLIPPED, HEADERS, BOMBS, ANIMATED, METADATA, IMPOSTORS, POLYGLOTS, COLOURS, ORIENTATIONS
)  # fmt: skip
SPECIMENS = tuple(specimen for family in FAMILIES for specimen in family.members)
QUICK = tuple(specimen for specimen in SPECIMENS if not specimen.slow)
SLOW = tuple(specimen for specimen in SPECIMENS if specimen.slow)
# Those that may open and are no mere copies of each other: what a finder and a crop have to cope with.
SEARCHED = tuple(
    specimen
    for family in (BOMBS, ANIMATED, COLOURS, ORIENTATIONS, FLIPPED)
    for specimen in family.members
    if specimen.taken and not specimen.slow
)
ATTEMPTS = (*MULTIPARTS, *LOOKUPS, *CALLS, *FRAMING)
