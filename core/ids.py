"""Identifiers: UUID version 7, so that their order is the order of creation."""

import uuid_utils


def new_id() -> str:
    """Make a UUIDv7 (RFC 9562) in its usual 36 characters."""
    return str(uuid_utils.uuid7())
