import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** A Chromium that is already here: CHROMIUM_PATH, else a system one, else Playwright's own. Null when there is none. */
export async function findBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return existsSync(given) ? given : null;
  const system = PLACES.find((path) => existsSync(path));
  if (system) return system;
  const { chromium } = await import("playwright-core");
  const own = chromium.executablePath();
  return own && existsSync(own) ? own : null;
}

function isDebianRoot() {
  if (process.getuid?.() !== 0) return false;
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

function hasChineseFont() {
  try {
    return execFileSync("fc-list", [":lang=zh"], { encoding: "utf8" }).trim() !== "";
  } catch {
    return false;
  }
}

/** Finds or installs what browser tests need. Says in one line what it could not get. */
export async function ensureBrowser() {
  let browser = await findBrowser();
  const missing = [
    ...(browser ? [] : ["chromium"]),
    ...(hasChineseFont() ? [] : ["fonts-noto-cjk", "fontconfig"]),
  ];
  if (missing.length > 0 && isDebianRoot()) {
    const quiet = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    try {
      console.log(`Installing ${missing.join(", ")} with the system's package manager …`);
      execFileSync("apt-get", ["update", "-qq"], quiet);
      execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], quiet);
    } catch {
      console.log(`Could not install ${missing.join(", ")}.`);
    }
    browser = await findBrowser();
  }
  if (!browser)
    console.log(
      "No browser: install Chromium (Debian: apt-get install chromium fonts-noto-cjk) or set CHROMIUM_PATH.",
    );
  return browser;
}
