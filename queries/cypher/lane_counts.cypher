// How many relationships of each type join this node to nodes of each label?
MATCH (n {id: $id})-[r]->(other)
RETURN 'out' AS direction, r.kind AS kind, head(split(other.id, ':')) AS prefix, count(*) AS count
UNION ALL
MATCH (n {id: $id})<-[r]-(other)
RETURN 'in' AS direction, r.kind AS kind, head(split(other.id, ':')) AS prefix, count(*) AS count
