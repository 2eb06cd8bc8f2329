"""What the web says of each request: an id in its answer, numbers, a line, a trace."""
