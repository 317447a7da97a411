-- AlterTable
ALTER TABLE "authorizations" ADD COLUMN     "reconcile_asked_at" TIMESTAMPTZ(3);
