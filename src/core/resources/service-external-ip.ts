import type { KubeObject } from '../kube/object.ts';
import { itemsOf, stringOrNull, textOf } from './content.ts';
import { loadBalancerText } from './load-balancer-text.ts';

/** Where a service can be reached from outside; null when nowhere, `<pending>` while a load balancer is awaited. Source: printers.go getServiceExternalIP. */
export function serviceExternalIp(service: KubeObject): string | null {
  const externalIps = itemsOf(service.spec?.externalIPs).map(textOf);
  switch (service.spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return externalIps.length > 0 ? externalIps.join(',') : null;
    case 'LoadBalancer': {
      const balancers = loadBalancerText(service.status?.loadBalancer);
      if (externalIps.length > 0) return balancers === '' ? externalIps.join(',') : `${balancers},${externalIps.join(',')}`;
      return balancers === '' ? '<pending>' : balancers;
    }
    case 'ExternalName':
      return stringOrNull(service.spec.externalName) ?? '';
    default:
      return '<unknown>';
  }
}
