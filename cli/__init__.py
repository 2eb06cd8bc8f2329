"""The browline command: thin, imports a room only when its command runs."""
