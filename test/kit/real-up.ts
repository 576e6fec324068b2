/**
 * Starts one real API server and keeps it running until Ctrl-C: `node test/kit/real-up.ts [folder]`.
 * Prints the paths of a kubeconfig per user (admin, viewer, restricted, nobody) and of kubectl.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RealUser, realUsers } from './real-access.ts';
import { startRealApiServer } from './real-api-server.ts';

const server = await startRealApiServer();
const folder = process.argv[2] ?? server.folder;
mkdirSync(folder, { recursive: true });
for (const user of Object.keys(realUsers) as RealUser[]) {
  const file = join(folder, `${user}.kubeconfig`);
  writeFileSync(file, server.kubeconfig(user), { mode: 0o600 });
  console.log(file);
}
console.log(`${join(server.programs, 'kubectl')} --kubeconfig ${join(folder, 'viewer.kubeconfig')} get pods -A`);
const stop = (): void => void server.stop().then(() => process.exit(0));
process.once('SIGINT', stop).once('SIGTERM', stop);
// Nothing else may be holding the event loop, but the server is still wanted.
setInterval(() => {}, 60_000);
