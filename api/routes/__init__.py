"""Routes: thin, and each over one kind of question."""
