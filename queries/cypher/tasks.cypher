// Who is to do what: the tasks of a programme with the bodies that each names?
// 工程的每项任务点名了哪些主体？
MATCH (t:Task)-[o:PART_OF]->(w:Program|Policy {id: $program})
MATCH (t)-[a:MENTIONED_IN]->(c:Passage)
WHERE a.rule = 'outline'
OPTIONAL MATCH (n:Park|Enterprise|Institute|Incubator|University|OffshoreCenter|TalentProgram|ServiceOrg|Fund|Event|Brand)-[r:MENTIONED_IN]->(c)
RETURN t.id AS task_id, t.name AS task, t.ordinal AS ordinal, c.path AS path, n.id AS body_id,
       n.name AS body, r.status AS status, r.method AS method, r.rule AS rule, r.quote AS quote,
       r.passages AS passages
ORDER BY ordinal, task_id, body_id, r.id
