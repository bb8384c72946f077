CREATE TABLE "lines" (
    "number" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "text" TEXT,
    CONSTRAINT "pk_lines" PRIMARY KEY ("number", "position")
) WITHOUT ROWID;
CREATE TABLE "parts" (
    "id" INTEGER PRIMARY KEY,
    "line_number" BIGINT NOT NULL,
    "line_position" INTEGER NOT NULL,
    CONSTRAINT "fk_parts_line_number_line_position" FOREIGN KEY ("line_number", "line_position")
        REFERENCES "lines" ("number", "position") ON DELETE CASCADE
);
