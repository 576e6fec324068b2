import type { KubeObject } from '../kube/object.ts';
import { itemsOf, numberOf, textOf } from './content.ts';

/** Ports as `80/TCP` or, with a node port, `80:30080/TCP`, joined by commas; null without any. Source: printers.go makePortString. */
export function servicePorts(service: KubeObject): string | null {
  let all = '';
  for (const each of itemsOf(service.spec?.ports)) {
    const nodePort = numberOf(each?.nodePort);
    const port = nodePort > 0 ? `${numberOf(each?.port)}:${nodePort}` : `${numberOf(each?.port)}`;
    all += `${all === '' ? '' : ','}${port}/${textOf(each?.protocol)}`;
  }
  return all === '' ? null : all;
}
