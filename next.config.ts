import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm test` checks the types; doing so again would lengthen the first start.
  typescript: { ignoreBuildErrors: true },
  // Without it a lockfile in a folder above the checkout would become the root.
  turbopack: { root: import.meta.dirname },
};

export default config;
