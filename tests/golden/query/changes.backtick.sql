-- update
UPDATE `letters` SET `text` = ? WHERE `id` = ?
-- update several
UPDATE `authors` SET `name` = ?, `balance` = ?, `feeling` = ?, `age` = ? WHERE `active`
-- update by itself
UPDATE `posts` SET `words` = `words` + ?
-- update to another column
UPDATE `posts` SET `title` = `body` WHERE `title` IS NULL
-- delete
DELETE FROM `letters`
-- delete where
DELETE FROM `letters` WHERE `id` < ?
