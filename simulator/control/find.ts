import { findCorp, findInstall } from "../identity";
import type { Suite } from "../state";
import type { Corp, Install } from "../state-corp";
import type { World } from "../world";
import { NotFound } from "./not-found";

/** By suite_id or by the key of the seed. */
export function getSuite(world: World, id: string): Suite {
  const { suites } = world.state;
  const found = suites[id] ?? Object.values(suites).find((suite) => suite.key !== "" && suite.key === id);
  if (found === undefined) throw new NotFound(`suite ${id}`);
  return found;
}

/** By plain or encrypted corpid. */
export function getCorp(world: World, id: string): Corp {
  const found = findCorp(world, id);
  if (found === null) throw new NotFound(`corp ${id}`);
  return found;
}

export function getInstall(world: World, suite: Suite, corp: Corp): Install {
  const found = findInstall(world, suite.suiteId, corp.corpid);
  if (found === null || found.status !== "active")
    throw new NotFound(`install of ${suite.suiteId} in ${corp.corpid}`);
  return found;
}
