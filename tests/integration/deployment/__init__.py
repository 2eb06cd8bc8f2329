"""The deployment, as plain processes."""
