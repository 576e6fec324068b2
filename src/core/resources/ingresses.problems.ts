import type { KubeObject } from '../kube/object.ts';
import { type Content, itemsOf, textOf } from './content.ts';
import { noProblems, type ProblemRules } from './problem-rules.ts';

/** What is a problem of an Ingress. Backends that are no Services are not judged. */
export const ingressProblems: ProblemRules = {
  reads: ['services'],
  of(ingress) {
    const services = backends(ingress);
    if (services.size === 0) return noProblems;
    return [...services].map((service) => ({
      reason: 'BackendMissing',
      severity: 'critical',
      sinceMs: null,
      afterMs: 0,
      message: `there is no service ${service}`,
      claim: { kind: 'no-service', service },
    }));
  },
};

/** The Services that an Ingress names. */
function backends({ spec }: KubeObject): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (backend: Content): void => {
    const name = textOf(backend?.service?.name);
    if (name !== '') names.add(name);
  };
  add(spec?.defaultBackend);
  for (const rule of itemsOf(spec?.rules)) for (const path of itemsOf(rule?.http?.paths)) add(path?.backend);
  return names;
}
