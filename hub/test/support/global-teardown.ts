/** Stops what the setup started. */
// biome-ignore lint/style/noDefaultExport: jest asks for it
export default async function teardown(): Promise<void> {
  await globalThis.stopTapclockTestCluster?.();
}
