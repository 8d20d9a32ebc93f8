"""Plain data becomes message bytes, and bytes travel by SMTP."""
