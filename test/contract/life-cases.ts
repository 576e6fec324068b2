import { expect } from 'vitest';
import type { Any, ContractCase } from './contract-server.ts';

/** A server that is killed, and one that comes back with an older past. Run last: they cut what others have open. */
export const lifeCases: readonly ContractCase[] = [
  {
    id: 'life: a killed and restarted server has the same objects and its versions go on',
    async run(c) {
      const before = await c.configMap('one');
      const watch = await c.watch(`${c.configMaps}?watch=true&resourceVersion=${before.metadata.resourceVersion}`);
      await c.server.killAndRestart();
      expect(await watch.next()).toBeUndefined();
      expect(await c.read(`${c.configMaps}/one`)).toEqual(before);
      const after = await c.configMap('two');
      expect(Number(after.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion));
    },
  },
  {
    id: 'life: a restored server is lower than what clients remember: a quorum list says so, a watch stays silent, NotOlderThan is 504',
    async run(c) {
      await c.configMap('kept');
      const snapshot = await c.server.snapshot();
      for (let i = 0; i < 20; i++) await c.configMap(`lost${i}`);
      const remembered = Number((await c.read(c.configMaps)).metadata.resourceVersion);
      await c.server.restore(snapshot);
      const restored = await c.read(c.configMaps);
      expect(restored.items.map((item: Any) => item.metadata.name)).toEqual(['kept']);
      expect(Number(restored.metadata.resourceVersion)).toBeLessThan(remembered);
      const watch = await c.watch(`${c.configMaps}?watch=true&timeoutSeconds=2&resourceVersion=${remembered + 500}`);
      await c.configMap('new');
      expect(await watch.next()).toBeUndefined();
      const tooLarge = await c.get(`${c.configMaps}?resourceVersion=${remembered + 500}&resourceVersionMatch=NotOlderThan`);
      expect(tooLarge.status).toBe(504);
    },
  },
];
