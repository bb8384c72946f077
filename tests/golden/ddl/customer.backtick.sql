CREATE TABLE `customers` (
    `id` BIGINT AUTO_NUMBER NOT NULL,
    `name` LONGTEXT NOT NULL COMMENT 'as the customer''s card says',
    `e-mail` LONGTEXT,
    `mood` ENUM('sad', 'don''t ask') NOT NULL,
    `created` DATETIME(6) DEFAULT (CURRENT_TIMESTAMP),
    `shown` LONGTEXT GENERATED ALWAYS AS (upper(name)) STORED,
    `credit` BIGINT DEFAULT (100) NOT NULL,
    `patron` BIGINT,
    CONSTRAINT `pk_customers` PRIMARY KEY (`id`),
    CONSTRAINT `uq_customers_e-mail` UNIQUE (`e-mail`),
    CONSTRAINT `uq_customers_name_mood` UNIQUE (`name`, `mood`),
    CONSTRAINT `ck_customers_credit` CHECK (credit >= 0),
    CONSTRAINT `own_patron` CHECK (patron <> id),
    CONSTRAINT `fk_customers_patron` FOREIGN KEY (`patron`)
        REFERENCES `customers` (`id`) ON DELETE SET NULL ON UPDATE CASCADE
) storage=column COMMENT 'who''s who';
CREATE INDEX `ix_customers_name` ON `customers` (`name`);
CREATE INDEX `ix_customers_created_id` ON `customers` (`created`, `id`);
