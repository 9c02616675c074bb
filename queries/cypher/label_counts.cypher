// How many nodes has each label, by what their ids begin with?
MATCH (n)
RETURN head(split(n.id, ':')) AS prefix, count(*) AS count
