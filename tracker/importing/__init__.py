"""Files from elsewhere become plain data. Nothing is saved here."""
