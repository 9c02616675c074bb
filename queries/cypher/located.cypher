// Which bodies stand in this place? Its reader names both labels.
MATCH (a {id: $id})<-[r]-(b)
RETURN b.id AS body
ORDER BY body LIMIT 500
