"""Every SELECT. A query never writes, and always names its council."""
