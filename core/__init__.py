"""What the system remembers and the rules it keeps: settings, tables, jobs, work, results, blobs, accounts."""
