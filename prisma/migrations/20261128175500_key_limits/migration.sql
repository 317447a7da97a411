-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "cached_per_minute" INTEGER,
ADD COLUMN     "calls_per_minute" INTEGER;
