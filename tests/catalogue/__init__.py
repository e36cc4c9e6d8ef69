"""The catalogues in locale/: what the source says, merged into what is translated. `make messages` runs it."""
