// How many nodes is each of these joined to? The caller names labels, types and direction.
UNWIND $ids AS id
MATCH (n {id: id})
OPTIONAL MATCH (n)-[r]-(other)
RETURN n.id AS node, count(DISTINCT other) AS adjacent
