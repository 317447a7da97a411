import "server-only";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type RunningSimulator, startSimulatorProcess } from "@/lib/runtime/demo-simulator";
import { type DemoWorld, demoBootstrap, demoSeed, demoWorld } from "@/lib/runtime/demo-world";
import type { Portal } from "@/lib/runtime/deps";
import { loadSettings } from "@/lib/runtime/env";
import { findFreePort } from "@/lib/runtime/free-port";
import { openPortal } from "@/lib/runtime/open-portal";
import { serve } from "@/lib/runtime/serve";
import { onStop } from "@/lib/runtime/stop-signals";

const SIMULATOR_PORT = 4010;
const PROOF_WINDOW_MS = 15 * 60_000;

/** Does what staff do in the vendor console: saves the callback addresses, which makes WeCom prove them. */
async function saveCallbackUrls(portal: Portal, simulator: RunningSimulator, demo: DemoWorld): Promise<void> {
  const { store, clock } = portal.deps;
  const until = new Date(clock.now().getTime() + PROOF_WINDOW_MS);
  const base = `${portal.settings.portalUrl}/wecom`;
  for (const suite of await store.suites.listSuites()) await store.suites.openProofWindow(suite.id, until);
  await store.provider.openProviderProofWindow(until);
  for (const { key, suiteId, token, encodingAesKey } of demo.suites) {
    await simulator.control(`/suites/${suiteId}/save-urls`, {
      token,
      encodingAesKey,
      commandUrl: `${base}/${key}/command`,
      dataUrl: `${base}/${key}/data?corpid=$CORPID$`,
      businessUrl: `${base}/${key}/settings`,
    });
    await simulator.control(`/suites/${suiteId}/push-ticket`, {});
  }
  const { token, encodingAesKey } = demo.provider;
  await simulator.control("/provider/save-url", { url: `${base}/_provider/command`, token, encodingAesKey });
}

function describe(portalUrl: string, simulatorUrl: string, firstSignInUrl: string | null): string {
  const signIn = firstSignInUrl
    ? `  首次登录 / first sign-in   ${firstSignInUrl}\n                             仅可使用一次，24 小时内有效 / works once, within 24 hours`
    : `  员工登录 / staff sign-in   ${portalUrl}/console/sign-in`;
  return `
  服务商门户 / the portal    ${portalUrl}
  管理控制台 / the console   ${portalUrl}/console
${signIn}
  企业微信模拟器 / simulator ${simulatorUrl}/vendor

  三步看到一家企业完成授权 / three clicks to an authorised enterprise
    1  打开 ${portalUrl} ，点击「微信企业号应用授权」 / open the site and press the button
    2  在模拟的企业微信页面选择企业，确认安装 / choose an enterprise on the simulated WeCom page and confirm
    3  在控制台「授权企业」中看到它，令牌已就绪 / find it in the console under 授权企业 with a live token
  再试试：在 ${simulatorUrl}/admin 打开该企业，点击「业务设置」即可登录服务商页面。
  Then: open the enterprise at ${simulatorUrl}/admin and press 业务设置 to sign in at the provider.

  Ctrl-C 结束全部进程，数据保留 / Ctrl-C ends everything and keeps the data
`;
}

/** `npm run demo`: database, simulator, portal and worker in one terminal. */
export async function main(simulatorBundle: string): Promise<void> {
  const simulatorPort = await findFreePort(SIMULATOR_PORT);
  const simulatorUrl = `http://localhost:${simulatorPort}`;
  const first = loadSettings("demo");
  const demo = demoWorld(first.dataDir);
  const bootstrapFile = path.resolve(first.dataDir, "demo-bootstrap.json");
  const seedFile = path.resolve(first.dataDir, "demo-seed.json");
  const host = new URL(first.portalUrl).hostname;
  writeFileSync(bootstrapFile, JSON.stringify(demoBootstrap(demo)), { mode: 0o600 });
  writeFileSync(seedFile, JSON.stringify(demoSeed(demo, host)), { mode: 0o600 });
  const settings = loadSettings("demo", {
    PORTAL_BOOTSTRAP_FILE: bootstrapFile,
    WECOM_API_URL: simulatorUrl,
    WECOM_INSTALL_URL: `${simulatorUrl}/3rdapp/install`,
    WECOM_OAUTH_URL: `${simulatorUrl}/connect/oauth2/authorize`,
    WECOM_LOGIN_URL: `${simulatorUrl}/wwlogin/sso/login`,
  });
  const open = await openPortal(settings, (line) => console.log(line));
  const simulator = await startSimulatorProcess({
    bundle: simulatorBundle,
    port: simulatorPort,
    seedFile,
    stateFile: path.resolve(first.dataDir, "demo-simulator.json"),
    controlToken: demo.controlToken,
  }).catch(async (error: unknown) => {
    await open.close();
    throw error;
  });
  const stopAll = async () => {
    await simulator.stop();
    await open.close();
  };
  try {
    const served = await serve(open.portal, { isDev: false, dir: path.resolve(".") });
    onStop(async () => {
      await served.stop();
      await stopAll();
    });
    await saveCallbackUrls(open.portal, simulator, demo);
  } catch (error) {
    await stopAll();
    throw error;
  }
  console.log(describe(settings.portalUrl, simulatorUrl, open.firstSignInUrl));
}
