"""Everything that `make run` starts on one machine, and where it keeps its files."""
