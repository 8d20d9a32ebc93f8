"""What a person may submit, and what we say when it cannot be used."""
