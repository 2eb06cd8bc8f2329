"""One experiment a file; each docstring gives the command, the time and the score."""
