"""Årshjul: the year wheel of a municipal crime-prevention council."""
