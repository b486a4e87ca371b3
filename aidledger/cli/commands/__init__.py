"""One module a command, named after it (with an underscore where Python has the word for itself)."""
