CREATE TABLE "hens" (
    "id" INTEGER PRIMARY KEY,
    "from_egg" BIGINT,
    CONSTRAINT "fk_hens_from_egg" FOREIGN KEY ("from_egg")
        REFERENCES "eggs" ("id")
);
CREATE TABLE "feathers" (
    "id" INTEGER PRIMARY KEY,
    "hen" BIGINT NOT NULL,
    CONSTRAINT "fk_feathers_hen" FOREIGN KEY ("hen")
        REFERENCES "hens" ("id")
);
CREATE TABLE "eggs" (
    "id" INTEGER PRIMARY KEY,
    "from_hen" BIGINT NOT NULL,
    CONSTRAINT "fk_eggs_from_hen" FOREIGN KEY ("from_hen")
        REFERENCES "hens" ("id")
);
