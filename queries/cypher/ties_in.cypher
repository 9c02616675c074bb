// Which nodes point to this one, by which kind? Its reader names the label, and the kind.
MATCH (a {id: $id})<-[r]-(b)
WHERE coalesce(r.method, '') <> 'predicted'
RETURN r.kind AS kind, b.id AS other, r.source AS source
