"""Report data becomes files that leave the house."""
