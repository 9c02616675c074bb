// How many nodes are joined to these? The caller names labels, types and direction.
UNWIND $ids AS id
MATCH (n {id: id})
OPTIONAL MATCH (n)-[r]-(other)
RETURN count(DISTINCT other) AS reached
