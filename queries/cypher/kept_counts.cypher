// How many of each label does the graph hold?
MATCH (n:Park) RETURN 'Park' AS label, count(*) AS count
UNION ALL
MATCH (n:Institute) RETURN 'Institute' AS label, count(*) AS count
UNION ALL
MATCH (n:Incubator) RETURN 'Incubator' AS label, count(*) AS count
UNION ALL
MATCH (n:Enterprise) RETURN 'Enterprise' AS label, count(*) AS count
UNION ALL
MATCH (n:University) RETURN 'University' AS label, count(*) AS count
UNION ALL
MATCH (n:OffshoreCenter) RETURN 'OffshoreCenter' AS label, count(*) AS count
UNION ALL
MATCH (n:ServiceOrg) RETURN 'ServiceOrg' AS label, count(*) AS count
UNION ALL
MATCH (n:Target) RETURN 'Target' AS label, count(*) AS count
