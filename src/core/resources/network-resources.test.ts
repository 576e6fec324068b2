import { describe, expect, test } from 'vitest';
import { anObject, type ObjectParts } from '../../../test/kit/build-objects.ts';
import { printCell, printRow } from '../../../test/kit/print-row.ts';

const http = { port: 80, protocol: 'TCP' };

describe('services', () => {
  const row = (spec: Readonly<Record<string, unknown>>, ingress: unknown = []): string =>
    printRow('svc', anObject('v1', 'Service', { spec, status: { loadBalancer: { ingress } } }));

  test.each<[string, Readonly<Record<string, unknown>>, unknown?]>([
    [
      'web-1 | ClusterIP | 10.1.0.1 | <none> | 80/TCP | 4d | app=web',
      { type: 'ClusterIP', clusterIPs: ['10.1.0.1', 'fd00::1'], ports: [http], selector: { app: 'web' } },
    ],
    [
      'web-1 | ClusterIP | None | 192.0.2.1,192.0.2.2 | <none> | 4d | <none>',
      { type: 'ClusterIP', clusterIPs: ['None'], externalIPs: ['192.0.2.1', '192.0.2.2'] },
    ],
    ['web-1 | ClusterIP | 10.9.9.9 | <none> | <none> | 4d | <none>', { type: 'ClusterIP', clusterIP: '10.9.9.9' }],
    [
      'web-1 | NodePort | 10.1.0.1 | <none> | 80:30080/TCP,53/UDP | 4d | <none>',
      {
        type: 'NodePort',
        clusterIPs: ['10.1.0.1'],
        ports: [
          { ...http, nodePort: 30080 },
          { port: 53, protocol: 'UDP' },
        ],
      },
    ],
    ['web-1 | LoadBalancer | 10.1.0.1 | <pending> | <none> | 4d | <none>', { type: 'LoadBalancer', clusterIPs: ['10.1.0.1'] }],
    [
      'web-1 | LoadBalancer | 10.1.0.1 | 192.0.2.9,lb.example.org | <none> | 4d | <none>',
      { type: 'LoadBalancer', clusterIPs: ['10.1.0.1'] },
      [{ hostname: 'lb.example.org' }, { ip: '192.0.2.9', hostname: 'x' }, { ip: '192.0.2.9' }, {}],
    ],
    [
      'web-1 | LoadBalancer | 10.1.0.1 | 192.0.2.9,192.0.2.1 | <none> | 4d | <none>',
      { type: 'LoadBalancer', clusterIPs: ['10.1.0.1'], externalIPs: ['192.0.2.1'] },
      [{ ip: '192.0.2.9' }],
    ],
    ['web-1 | ExternalName | <none> | db.example.org | <none> | 4d | <none>', { type: 'ExternalName', externalName: 'db.example.org' }],
    ['web-1 |  | <none> | <unknown> | <none> | 4d | <none>', {}],
  ])('%s', (expected, spec, ingress) => {
    expect(row(spec, ingress)).toBe(expected);
  });
});

describe('ingresses', () => {
  const ingress = (parts: ObjectParts) => anObject('networking.k8s.io/v1', 'Ingress', parts);

  test('a whole row', () => {
    const parts = {
      spec: { ingressClassName: 'nginx', rules: [{ host: 'a.org' }], tls: [{}] },
      status: { loadBalancer: { ingress: [{ ip: '192.0.2.9' }] } },
    };
    expect(printRow('ing', ingress(parts))).toBe('web-1 | nginx | a.org | 192.0.2.9 | 80, 443 | 4d');
    expect(printRow('ing', ingress({}))).toBe('web-1 | <none> | * |  | 80 | 4d');
  });

  test.each([
    ['*', [{}, {}]],
    ['a,b,c', [{ host: 'a' }, { host: 'b' }, { host: 'c' }]],
    ['a,b,c + 2 more...', ['a', 'b', 'c', 'd', 'e'].map((host) => ({ host }))],
    // As on the server: a fourth rule is one more, host or not; rules without host are counted all the same.
    ['a,b,c + 1 more...', [{ host: 'a' }, { host: 'b' }, { host: 'c' }, {}]],
    ['a,b', [{}, { host: 'a' }, {}, { host: 'b' }]],
  ])('hosts %s', (expected, rules) => {
    expect(printCell('ing', 'Hosts', ingress({ spec: { rules } }))).toBe(expected);
  });
});

describe('endpoints', () => {
  const addresses = (...ips: string[]) => ips.map((ip) => ({ ip }));
  test.each([
    ['<none>', undefined],
    ['', [{ notReadyAddresses: addresses('10.0.0.1'), ports: [{ port: 80 }] }]],
    ['10.0.0.1,10.0.0.2', [{ addresses: addresses('10.0.0.1', '10.0.0.2') }]],
    [
      '10.0.0.1:80,[fd00::1]:80,10.0.0.1:443 + 1 more...',
      [{ addresses: addresses('10.0.0.1', 'fd00::1'), ports: [{ port: 80 }, { port: 443 }] }],
    ],
  ])('%s', (expected, subsets) => {
    expect(printCell('ep', 'Endpoints', anObject('v1', 'Endpoints', { subsets }))).toBe(expected);
  });

  test('slices', () => {
    const slice = (parts: ObjectParts): string => printRow('endpointslices', anObject('discovery.k8s.io/v1', 'EndpointSlice', parts));
    expect(slice({ addressType: 'IPv4' })).toBe('web-1 | IPv4 | <unset> | <unset> | 4d');
    expect(
      slice({
        addressType: 'IPv4',
        ports: [{ port: 80 }, { name: 'http' }, {}, { port: 1 }, { port: 2 }],
        endpoints: [{ addresses: ['10.0.0.1', '10.0.0.2'] }, { addresses: ['10.0.0.3'] }],
      }),
    ).toBe('web-1 | IPv4 | 80,http,* + 2 more... | 10.0.0.1,10.0.0.2,10.0.0.3 | 4d');
  });
});

describe('the rest of networking', () => {
  test.each<[string, string, string, ObjectParts]>([
    [
      'ingressclasses',
      'IngressClass',
      'nginx (default) | k8s.io/nginx | IngressParameters.k8s.example.com/external | 4d',
      {
        metadata: { name: 'nginx', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
        spec: { controller: 'k8s.io/nginx', parameters: { apiGroup: 'k8s.example.com', kind: 'IngressParameters', name: 'external' } },
      },
    ],
    [
      'ingressclasses',
      'IngressClass',
      'web-1 | c | ConfigMap/x | 4d',
      { spec: { controller: 'c', parameters: { kind: 'ConfigMap', name: 'x' } } },
    ],
    ['ingressclasses', 'IngressClass', 'web-1 |  | <none> | 4d', {}],
    [
      'ipaddresses',
      'IPAddress',
      'web-1 | services/default/web',
      { spec: { parentRef: { group: '', resource: 'services', namespace: 'default', name: 'web' } } },
    ],
    [
      'ipaddresses',
      'IPAddress',
      'web-1 | gateways.x.io/web',
      { spec: { parentRef: { group: 'x.io', resource: 'Gateways', name: 'web' } } },
    ],
    ['ipaddresses', 'IPAddress', 'web-1 | <none>', {}],
    ['networkpolicies', 'NetworkPolicy', 'web-1 | <none> | 4d', { spec: { podSelector: {} } }],
    ['servicecidrs', 'ServiceCIDR', 'web-1 | 10.96.0.0/16,fd00::/108 | 4d', { spec: { cidrs: ['10.96.0.0/16', 'fd00::/108'] } }],
  ])('%s', (resource, kind, expected, parts) => {
    expect(printRow(resource, anObject('networking.k8s.io/v1', kind, parts))).toBe(expected);
  });
});
