import "server-only";

/**
 * The default export of a CommonJS module of next-auth: bundlers hand out the function,
 * Node's own loader (tests) the module object around it.
 */
export function commonJsDefault<T>(imported: T): T {
  const inner: unknown = typeof imported === "function" ? imported : Reflect.get(Object(imported), "default");
  return inner as T;
}
