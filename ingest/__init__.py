"""Sources become facts, facts become a load."""
