"""Every question is one Cypher file and one function with a typed row."""
