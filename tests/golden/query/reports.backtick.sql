-- column
SELECT `name` FROM `authors`
-- count rows
SELECT count(*) FROM `posts`
-- count
SELECT count(`words`) FROM `posts`
-- count distinct
SELECT count(DISTINCT `words`) FROM `posts`
-- sum
SELECT sum(`words`) FROM `posts`
-- sum of decimals
SELECT sum(`balance`) FROM `authors`
-- sum of products
SELECT sum(`words` * ?) FROM `posts`
-- min
SELECT min(`name`) FROM `authors`
-- max
SELECT max(`words`) FROM `posts`
-- avg
SELECT avg(`words`) FROM `posts`
-- label
SELECT `tone` FROM `posts`
-- expression of aggregates
SELECT max(`words`) - min(`words`) FROM `posts`
-- distinct
SELECT DISTINCT `name` FROM `authors`
-- grouped
SELECT `authors`.`name`, count(`posts`.`id`), avg(`posts`.`words`) FROM `authors` LEFT JOIN `posts` ON `posts`.`author_id` = `authors`.`id` WHERE `authors`.`active` GROUP BY `authors`.`name` HAVING count(`posts`.`id`) > ? ORDER BY avg(`posts`.`words`) DESC, `authors`.`name` LIMIT ?
-- from the second table named
SELECT `posts`.`title`, `authors`.`name` FROM `authors` JOIN `posts` ON `posts`.`author_id` = `authors`.`id`
-- from said
SELECT `authors`.`name` FROM `posts` JOIN `authors` ON `posts`.`author_id` = `authors`.`id`
-- all binds
SELECT sum(`id` + ?) FROM `letters` WHERE `id` > ? GROUP BY (`id` - ? * FLOOR(`id` / ?)) HAVING count(*) > ? ORDER BY (`id` - ? * FLOOR(`id` / ?)) IS NULL, (`id` - ? * FLOOR(`id` / ?)) LIMIT ? OFFSET ?
