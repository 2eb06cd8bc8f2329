"""An account as the rest of the code knows it: everything but its secrets."""

from dataclasses import dataclass
from datetime import datetime

from core.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account. `sessions` is the number that its sessions carry; those with another one have ended."""

    id: str
    name: str
    role: Role
    sessions: int
    has_password: bool
    created_at: datetime
