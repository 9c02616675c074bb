// How many relationships are there of each type?
MATCH ()-[r]->()
RETURN r.kind AS kind, count(*) AS count
