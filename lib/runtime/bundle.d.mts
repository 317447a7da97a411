/** Root of the repository. */
export const ROOT: string;

/** Bundles `entry` (a path from the root) unless its bundle is fresh; answers the bundle's path. */
export function bundle(entry: string): Promise<string>;

export function importBundle(entry: string): Promise<unknown>;
