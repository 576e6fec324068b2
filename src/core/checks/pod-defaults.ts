// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written

/**
 * A pod's spec with the defaults that the API server would fill in, where a rule looks at them. The spec given is not changed; what has no default is shared with it.
 * Source: k8s.io/kubernetes pkg/apis/core/v1/defaults.go SetDefaults_PodSpec, SetDefaults_Container, SetDefaults_Probe.
 */
export function withPodDefaults(spec: any): any {
  return {
    ...spec,
    restartPolicy: spec.restartPolicy ?? 'Always',
    dnsPolicy: spec.dnsPolicy ?? 'ClusterFirst',
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    schedulerName: spec.schedulerName ?? 'default-scheduler',
    serviceAccountName: spec.serviceAccountName ?? spec.serviceAccount ?? 'default',
    ...(Array.isArray(spec.containers) ? { containers: spec.containers.map(withContainerDefaults) } : {}),
    ...(Array.isArray(spec.initContainers) ? { initContainers: spec.initContainers.map(withContainerDefaults) } : {}),
  };
}

function withContainerDefaults(container: any): any {
  if (typeof container !== 'object' || container === null) return container;
  return {
    ...container,
    imagePullPolicy: container.imagePullPolicy ?? defaultPullPolicy(container.image),
    ...(isObject(container.readinessProbe) ? { readinessProbe: withProbeDefaults(container.readinessProbe) } : {}),
    ...(isObject(container.livenessProbe) ? { livenessProbe: withProbeDefaults(container.livenessProbe) } : {}),
    ...(isObject(container.startupProbe) ? { startupProbe: withProbeDefaults(container.startupProbe) } : {}),
    resources: withResourceDefaults(container.resources),
  };
}

/** A limit without a request is the request too. */
function withResourceDefaults(resources: any): any {
  const limits = isObject(resources?.limits) ? resources.limits : {};
  const requests = isObject(resources?.requests) ? resources.requests : {};
  return { ...(isObject(resources) ? resources : {}), limits, requests: { ...limits, ...requests } };
}

function withProbeDefaults(probe: any): any {
  return {
    ...probe,
    initialDelaySeconds: probe.initialDelaySeconds ?? 0,
    periodSeconds: probe.periodSeconds ?? 10,
    timeoutSeconds: probe.timeoutSeconds ?? 1,
    failureThreshold: probe.failureThreshold ?? 3,
    successThreshold: probe.successThreshold ?? 1,
  };
}

/** Always for `latest` and for no tag at all; a digest counts as a fixed tag. */
function defaultPullPolicy(image: unknown): string {
  if (typeof image !== 'string' || image.includes('@')) return 'IfNotPresent';
  const last = image.slice(image.lastIndexOf('/') + 1);
  const tag = last.includes(':') ? last.slice(last.indexOf(':') + 1) : 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
