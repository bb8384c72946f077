-- by the key of the joined
SELECT `authors`.`id`, `authors`.`name`, `authors`.`e_mail`, `authors`.`age`, `authors`.`rank`, `authors`.`active`, `authors`.`verified`, `authors`.`score`, `authors`.`weight`, `authors`.`balance`, `authors`.`feeling`, `authors`.`born`, `authors`.`wakes`, `authors`.`joined`, `authors`.`pause`, `authors`.`token`, `authors`.`picture`, `authors`.`settings`, `authors`.`country`, `authors`.`home`, `authors`.`initials` FROM `authors` JOIN `posts` ON `posts`.`author_id` = `authors`.`id`
-- by the key of the first
SELECT `posts`.`id`, `posts`.`author_id`, `posts`.`title`, `posts`.`body`, `posts`.`published`, `posts`.`words`, `posts`.`tone` FROM `posts` JOIN `authors` ON `posts`.`author_id` = `authors`.`id`
-- left
SELECT `authors`.`id`, `authors`.`name`, `authors`.`e_mail`, `authors`.`age`, `authors`.`rank`, `authors`.`active`, `authors`.`verified`, `authors`.`score`, `authors`.`weight`, `authors`.`balance`, `authors`.`feeling`, `authors`.`born`, `authors`.`wakes`, `authors`.`joined`, `authors`.`pause`, `authors`.`token`, `authors`.`picture`, `authors`.`settings`, `authors`.`country`, `authors`.`home`, `authors`.`initials` FROM `authors` LEFT JOIN `posts` ON `posts`.`author_id` = `authors`.`id`
-- two
SELECT `authors`.`id`, `authors`.`name`, `authors`.`e_mail`, `authors`.`age`, `authors`.`rank`, `authors`.`active`, `authors`.`verified`, `authors`.`score`, `authors`.`weight`, `authors`.`balance`, `authors`.`feeling`, `authors`.`born`, `authors`.`wakes`, `authors`.`joined`, `authors`.`pause`, `authors`.`token`, `authors`.`picture`, `authors`.`settings`, `authors`.`country`, `authors`.`home`, `authors`.`initials` FROM `authors` JOIN `posts` ON `posts`.`author_id` = `authors`.`id` LEFT JOIN `comments` ON `comments`.`post_id` = `posts`.`id`
-- composite key
SELECT `memberships`.`club`, `memberships`.`member`, `memberships`.`level` FROM `memberships` JOIN `dues` ON `dues`.`club` = `memberships`.`club` AND `dues`.`member` = `memberships`.`member`
-- composite key back
SELECT `dues`.`id`, `dues`.`club`, `dues`.`member`, `dues`.`amount` FROM `dues` JOIN `memberships` ON `dues`.`club` = `memberships`.`club` AND `dues`.`member` = `memberships`.`member`
-- on
SELECT `authors`.`id`, `authors`.`name`, `authors`.`e_mail`, `authors`.`age`, `authors`.`rank`, `authors`.`active`, `authors`.`verified`, `authors`.`score`, `authors`.`weight`, `authors`.`balance`, `authors`.`feeling`, `authors`.`born`, `authors`.`wakes`, `authors`.`joined`, `authors`.`pause`, `authors`.`token`, `authors`.`picture`, `authors`.`settings`, `authors`.`country`, `authors`.`home`, `authors`.`initials` FROM `authors` JOIN `letters` ON `letters`.`sender_id` = `authors`.`id`
-- left on with a value
SELECT `authors`.`id`, `authors`.`name`, `authors`.`e_mail`, `authors`.`age`, `authors`.`rank`, `authors`.`active`, `authors`.`verified`, `authors`.`score`, `authors`.`weight`, `authors`.`balance`, `authors`.`feeling`, `authors`.`born`, `authors`.`wakes`, `authors`.`joined`, `authors`.`pause`, `authors`.`token`, `authors`.`picture`, `authors`.`settings`, `authors`.`country`, `authors`.`home`, `authors`.`initials` FROM `authors` LEFT JOIN `letters` ON `letters`.`sender_id` = `authors`.`id` AND `letters`.`text` = ?
-- where of both
SELECT `posts`.`id`, `posts`.`author_id`, `posts`.`title`, `posts`.`body`, `posts`.`published`, `posts`.`words`, `posts`.`tone` FROM `posts` JOIN `authors` ON `posts`.`author_id` = `authors`.`id` WHERE `authors`.`age` >= ? AND `posts`.`title` = ? ORDER BY `posts`.`id` DESC LIMIT ?
