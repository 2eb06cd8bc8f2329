"""Failures: which may pass when they are tried again, and which leave nothing to be looked at."""

from core.results.row import ResultRow

UNSEEN = frozenset({"undecodable", "bytes_missing", "bytes_changed"})
# The bytes themselves are at fault: whoever tries gets the same answer.
FOR_GOOD = frozenset({"bytes_missing", "bytes_changed", "no_video_track", "no_frames", "too_many_frames"})


def may_help(row: ResultRow) -> bool:
    """Whether classifying what failed again may end otherwise; a damaged video stays one."""
    return row.error_code not in FOR_GOOD and not (_is_video(row) and row.error_code == "undecodable")


def without_picture(row: ResultRow) -> bool:
    """Whether the image of a row cannot be shown: it does not open, or the row tells of a whole video."""
    return row.error_code in UNSEEN or _is_video(row)


def _is_video(row: ResultRow) -> bool:
    return row.video_id is not None and row.at_seconds is None
