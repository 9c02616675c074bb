// Which body of one kind stands in this place? Its reader names both labels.
MATCH (a {id: $id})<-[r]-(b)
RETURN min(b.id) AS body
