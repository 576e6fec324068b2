import { defineConfig } from 'vitest/config';

const contract = { testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'test/{architecture,documents,e2e,kit}/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/build-pages.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'simulated', include: ['test/contract/simulated*.test.ts'], ...contract } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], exclude: ['test/contract/simulated*.test.ts'], ...contract } },
    ],
  },
});
