import { readFileSync } from "node:fs";

const LOOK_MS = 250;

/** The parent of a process, where the system shows it. */
function parentOf(pid) {
  try {
    // The name in brackets may hold spaces and brackets itself.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1];
  } catch {
    return undefined;
  }
}

/**
 * npm runs a script as `sh -c "node …"`. A signal to npm ends that shell, but a shell that did not
 * replace itself with Node passes nothing on, and the portal would run on with nobody to stop it and its
 * data dir locked. So under npm, and only there, we stop in order when the shell or npm is gone.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === "win32") return;
  const parent = process.ppid;
  const grandparent = parentOf(parent);
  const timer = setInterval(() => {
    const isSame = process.ppid === parent && (grandparent === undefined || parentOf(parent) === grandparent);
    if (isSame) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, LOOK_MS);
  timer.unref();
}
