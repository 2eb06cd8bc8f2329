"""Backup and restore: all rows and packs of one moment in a folder, of SQLite or Postgres, into either."""
