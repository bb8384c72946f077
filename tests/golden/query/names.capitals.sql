-- quotes in names
SELECT "KEY", "te`xt" FROM "note ""book""" WHERE "te`xt" = CAST(? AS varchar(1000))
-- schema
SELECT "ID", "WHAT" FROM "LOG"."AUDITS"
-- schema joined
SELECT "LOG"."AUDITS"."ID", "LOG"."AUDITS"."WHAT" FROM "LOG"."AUDITS" JOIN "note ""book""" ON "note ""book"""."KEY" = "LOG"."AUDITS"."WHAT"
-- schema changed
UPDATE "LOG"."AUDITS" SET "WHAT" = ?
