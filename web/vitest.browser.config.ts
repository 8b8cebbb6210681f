import { defineConfig } from "vitest/config";

// Tests in a real browser against the real server, which must have been built: `npm run test:browser`.
export default defineConfig({
  test: {
    include: ["e2e/**/*.test.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    // Each step builds on what the one before it left on screen.
    bail: 1,
  },
});
