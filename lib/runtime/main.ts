import "server-only";
import path from "node:path";
import { type Command, loadSettings } from "@/lib/runtime/env";
import { openPortal } from "@/lib/runtime/open-portal";
import { serve } from "@/lib/runtime/serve";
import { onStop } from "@/lib/runtime/stop-signals";

/** `start`, `dev` and `worker`. Resolves when it serves; ends with the process. */
export async function main(command: Command): Promise<void> {
  const settings = loadSettings(command);
  const open = await openPortal(settings, (line) => console.log(line));
  const served = await serve(open.portal, { isDev: command === "dev", dir: path.resolve(".") });
  onStop(async () => {
    await served.stop();
    await open.close();
  });
  if (settings.role === "worker") {
    console.log("后台任务已启动 / the worker is running");
    return;
  }
  console.log(`服务商门户已启动 / the portal is running: ${settings.portalUrl}`);
  if (open.firstSignInUrl)
    console.log(
      `首次登录（24 小时内有效，仅一次） / first sign-in, once, within 24 h:\n  ${open.firstSignInUrl}`,
    );
}
