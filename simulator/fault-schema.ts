import { z } from "zod";
import { API_FAULTS, DELIVERY_FAULTS } from "./faults";

const scope = z
  .object({
    suiteId: z.string(),
    corpid: z.string(),
    channel: z.string(),
    url: z.string(),
    endpoint: z.string(),
    type: z.string(),
  })
  .partial()
  .strict();
/** One planned trouble, as the control API, the form and a seed file describe it. */
export const faultSchema = z.object({
  kind: z.enum([...DELIVERY_FAULTS, ...API_FAULTS]),
  scope: scope.default({}),
  remaining: z.number().int().positive().nullable().default(null),
  probability: z.number().min(0).max(1).default(1),
  ms: z.number().nonnegative().optional(),
  times: z.number().int().positive().optional(),
  seconds: z.number().optional(),
  status: z.number().int().min(200).max(599).optional(),
});
