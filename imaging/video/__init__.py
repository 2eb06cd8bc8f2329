"""Videos: recognised at the door, sampled in a process of their own, and never decoded anywhere else."""
