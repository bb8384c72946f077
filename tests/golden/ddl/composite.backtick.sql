CREATE TABLE `lines` (
    `number` BIGINT NOT NULL,
    `position` INT NOT NULL,
    `text` LONGTEXT,
    CONSTRAINT `pk_lines` PRIMARY KEY (`number`, `position`)
);
CREATE TABLE `parts` (
    `id` BIGINT AUTO_NUMBER NOT NULL,
    `line_number` BIGINT NOT NULL,
    `line_position` INT NOT NULL,
    CONSTRAINT `pk_parts` PRIMARY KEY (`id`),
    CONSTRAINT `fk_parts_line_number_line_position` FOREIGN KEY (`line_number`, `line_position`)
        REFERENCES `lines` (`number`, `position`) ON DELETE CASCADE
);
