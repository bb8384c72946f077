-- update
UPDATE "LETTERS" SET "TEXT" = ? WHERE "ID" = ?
-- update several
UPDATE "AUTHORS" SET "NAME" = ?, "BALANCE" = ?, "FEELING" = ?, "AGE" = ? WHERE "ACTIVE"
-- update by itself
UPDATE "POSTS" SET "WORDS" = "WORDS" + ?
-- update to another column
UPDATE "POSTS" SET "TITLE" = "BODY" WHERE "TITLE" IS NULL
-- delete
DELETE FROM "LETTERS"
-- delete where
DELETE FROM "LETTERS" WHERE "ID" < ?
