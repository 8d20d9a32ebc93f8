"""Pure rules on plain data: no database, no web, no clock of its own."""
