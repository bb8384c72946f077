-- update
UPDATE "letters" SET "text" = $1 WHERE "id" = $2
-- update several
UPDATE "authors" SET "name" = $1, "balance" = $2, "feeling" = $3, "age" = $4 WHERE "active"
-- update by itself
UPDATE "posts" SET "words" = "words" + $1
-- update to another column
UPDATE "posts" SET "title" = "body" WHERE "title" IS NULL
-- delete
DELETE FROM "letters"
-- delete where
DELETE FROM "letters" WHERE "id" < $1
