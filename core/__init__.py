"""What the system remembers and the rules it keeps: jobs, work, results, blobs, accounts."""
