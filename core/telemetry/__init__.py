"""What a running Browline says of itself: lines in a log, numbers, and traces if wanted."""
