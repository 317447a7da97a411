import { answerLivez } from "@/lib/runtime/probes";

export const GET = answerLivez;
