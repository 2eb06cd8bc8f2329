"""What several kinds of tests build with: servers of their own, factories, files, processes."""
