import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second. */
const MICROS_PER_TICK = 10_000;
const PARENT = 1;
const USER = 11;
const SYSTEM = 12;
const ENDED_CHILDREN = [13, 14];

/** Fields of `/proc/<pid>/stat` after the name in brackets; none when the process is gone or the system is not Linux. */
function statOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text
      .slice(text.lastIndexOf(") ") + 2)
      .split(" ")
      .map(Number);
  } catch {
    return [];
  }
}

function pids(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Processor time of a database server with all its backends so far, in microseconds; 0 where /proc does not tell. */
export function databaseMicros(postmaster: number): number {
  let ticks = 0;
  for (const pid of pids()) {
    const stat = statOf(pid);
    const isMain = pid === postmaster;
    if (!isMain && stat[PARENT] !== postmaster) continue;
    for (const at of [USER, SYSTEM, ...(isMain ? ENDED_CHILDREN : [])]) ticks += stat[at] ?? 0;
  }
  return ticks * MICROS_PER_TICK;
}
