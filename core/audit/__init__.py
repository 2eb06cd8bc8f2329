"""The auditor: whether every accepted image has ended once, or is on its way, and what contradicts that.

It only reads: tables in one snapshot, packs beside it, and what looks wrong once more in a second snapshot,
so that it may be asked while everything runs.
"""
