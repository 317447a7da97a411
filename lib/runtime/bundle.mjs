import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * Turns a TypeScript entry point into one file under `dist/` that plain Node runs: npm packages stay
 * outside, our own files come in. Node 20 runs no TypeScript, and a loader would cost every start more
 * than this does.
 */

export const ROOT = path.join(import.meta.dirname, "..", "..");
const EMPTY = path.join(ROOT, "node_modules/server-only/empty.js");

/** Our own `.mjs` files are run where they lie: they find their neighbours (migrations) by their own path. */
const keepPlainModules = {
  name: "keep-plain-modules",
  setup(setup) {
    setup.onResolve({ filter: /\.mjs$/ }, ({ path: name, resolveDir }) => {
      const isOurs = name.startsWith(".") || name.startsWith("@/");
      if (!isOurs) return undefined;
      const file = name.startsWith("@/") ? path.join(ROOT, name.slice(2)) : path.resolve(resolveDir, name);
      return {
        path: path.posix.join("..", path.relative(ROOT, file).split(path.sep).join("/")),
        external: true,
      };
    });
    // Next has no export map, so plain Node finds its parts only under their file names.
    setup.onResolve({ filter: /^next\/[a-z/-]+$/ }, ({ path: name }) => ({
      path: `${name}.js`,
      external: true,
    }));
    setup.onResolve({ filter: /^server-only$/ }, () => ({ path: EMPTY }));
  },
};

/** Changes with anything outside the sources that changes the bundle. */
function toolStamp() {
  const parts = [readFileSync(import.meta.filename), readFileSync(path.join(ROOT, "package.json"))];
  return createHash("sha256").update(Buffer.concat(parts)).digest("hex").slice(0, 16);
}

/** Fresh: made by the same tools, and every file that went into it is there and older. */
function isFresh(outfile, manifest) {
  if (!existsSync(outfile) || !existsSync(manifest)) return false;
  try {
    const { stamp, startedAt, inputs } = JSON.parse(readFileSync(manifest, "utf8"));
    return (
      stamp === toolStamp() && inputs.every((file) => statSync(path.join(ROOT, file)).mtimeMs < startedAt)
    );
  } catch {
    return false;
  }
}

function writeWhole(file, content) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

/** Bundles `entry` (a path from the root) unless its bundle is fresh; answers the bundle's path. */
export async function bundle(entry) {
  const name = entry.replace(/\.ts$/, "").replaceAll("/", "-");
  const outfile = path.join(ROOT, "dist", `${name}.mjs`);
  const manifest = path.join(ROOT, "dist", `${name}.json`);
  if (isFresh(outfile, manifest)) return outfile;
  const startedAt = Date.now();
  const { metafile, outputFiles } = await build({
    entryPoints: [path.join(ROOT, entry)],
    outfile,
    absWorkingDir: ROOT,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    // The simulator is another program: it has no alias, and a bundle of it that reaches the portal fails.
    alias: entry.startsWith("simulator/") ? {} : { "@": ROOT },
    conditions: ["react-server"],
    plugins: [keepPlainModules],
    jsx: "automatic",
    sourcemap: false,
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const [output] = outputFiles;
  const inputs = Object.keys(metafile.inputs);
  mkdirSync(path.dirname(outfile), { recursive: true });
  // By rename, the bundle last: another start at the same moment reads a whole file or none.
  writeWhole(manifest, JSON.stringify({ stamp: toolStamp(), startedAt, inputs }));
  writeWhole(outfile, output.contents);
  return outfile;
}

export async function importBundle(entry) {
  return import(pathToFileURL(await bundle(entry)).href);
}
