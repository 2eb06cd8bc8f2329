"""Who may use Browline: accounts and their roles, passwords, API tokens, one-time sign-in links."""
