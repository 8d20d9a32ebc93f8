"""Every write: one function for each thing a person does. Services flush; callers commit."""
