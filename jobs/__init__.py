"""The jobs process: what happens by the clock."""
