// How many relationships of each type has this node? The caller names labels, types and direction.
MATCH (n {id: $id})-[r]-(other)
RETURN r.kind AS kind, count(r) AS relationships
ORDER BY kind
