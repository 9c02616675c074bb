// How are these nodes joined to one another? The caller names labels and types.
UNWIND $ids AS id
MATCH (n {id: id})
OPTIONAL MATCH (n)-[r]-(other)
WITH n, r, other
WHERE other.id IN $ids
RETURN n.id AS start, other.id AS target, r AS relationship
