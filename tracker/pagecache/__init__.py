"""Public pages kept in the memory of a web process, ready to be sent, for as long as the edition stays the same."""
