// How many relationships has this node? Its reader names the label, and the kind.
MATCH (a {id: $id})-[r]-(b)
RETURN count(*) AS total
