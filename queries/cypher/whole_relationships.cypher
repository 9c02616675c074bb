// How are all nodes joined to one another? The caller names labels and types.
MATCH (n)-[r]-(other)
RETURN n.id AS start, other.id AS target, r AS relationship
