"""Three ways to run the same network, one file each."""
