// Which id stands for this one now, since the two were found to be one thing?
MATCH (r:Redirect {id: $id})
RETURN r.target AS target
