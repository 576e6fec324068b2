import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seededRandom } from '../src/core/base/random.ts';

/** What to write. */
export interface GrowManifestsOptions {
  readonly folder: string;
  /** Objects, about seven to a file. */
  readonly manifests: number;
  /** How many of the objects have flaws, 0 to 1: whole files of workloads that lack much. */
  readonly flawed: number;
}

const perFile = 7;

/** Writes a folder of manifests as people keep them: a file for each application, a folder for each namespace, about 900 bytes an object. */
export function growManifests({ folder, manifests, flawed }: GrowManifestsOptions): {
  readonly files: number;
  readonly bytes: number;
} {
  const random = seededRandom('manifests');
  const files = Math.ceil(manifests / perFile);
  let bytes = 0;
  for (let i = 0; i < files; i++) {
    const namespace = `team-${i % 40}`;
    const app = { name: `app-${i}`, namespace, flawed: i / files < flawed, random };
    const documents = app.flawed ? workloads(app) : application(app);
    const text = documents.slice(0, Math.min(perFile, manifests - i * perFile)).join('---\n');
    mkdirSync(join(folder, namespace), { recursive: true });
    writeFileSync(join(folder, namespace, `${app.name}.yaml`), text);
    bytes += text.length;
  }
  return { files, bytes };
}

interface Application {
  readonly name: string;
  readonly namespace: string;
  readonly flawed: boolean;
  readonly random: Random;
}

function application(app: Application): readonly string[] {
  return [deployment(app), service(app), serviceAccount(app), configMap(app), budget(app), networkPolicy(app), role(app)];
}

function workloads(app: Application): readonly string[] {
  return Array.from({ length: perFile }, (_, i) => deployment({ ...app, name: `${app.name}-${i}` }));
}

function head(apiVersion: string, kind: string, { name, namespace }: Application): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/instance: ${name}
    app.kubernetes.io/part-of: shop
    app.kubernetes.io/managed-by: kustomize
  annotations:
    example.org/owner: ${namespace}@example.org
`;
}

function deployment(app: Application): string {
  const { name, flawed, random } = app;
  const fine = `          readinessProbe:
            httpGet:
              path: /ready
              port: http
          resources:
            requests:
              cpu: ${random.int(900) + 100}m
              memory: 256Mi
            limits:
              memory: 256Mi
          lifecycle:
            preStop:
              sleep:
                seconds: 15
`;
  return `${head('apps/v1', 'Deployment', app)}spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      serviceAccountName: ${name}
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 45
      dnsConfig:
        options:
          - name: ndots
            value: "2"
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: ${name}
      containers:
        # what serves
        - name: app
          image: registry.example.org/${name}:1.${random.int(50)}.${random.int(9)}
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LEVEL
              valueFrom:
                configMapKeyRef:
                  name: ${name}
                  key: level
            - name: SEED
              value: "${random.int(1e6)}"
${flawed ? '' : fine}`;
}

function service(app: Application): string {
  return `${head('v1', 'Service', app)}spec:
  selector:
    app.kubernetes.io/name: ${app.name}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}

function serviceAccount(app: Application): string {
  return `${head('v1', 'ServiceAccount', app)}automountServiceAccountToken: false\n`;
}

function configMap(app: Application): string {
  const lines = Array.from({ length: 12 }, (_, i) => `    setting.${i} = ${app.random.int(1e9)} # a line of a file of settings\n`).join('');
  return `${head('v1', 'ConfigMap', app)}data:
  level: info
  settings.properties: |
${lines}`;
}

function budget(app: Application): string {
  return `${head('policy/v1', 'PodDisruptionBudget', app)}spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: ${app.name}
`;
}

function networkPolicy(app: Application): string {
  return `${head('networking.k8s.io/v1', 'NetworkPolicy', app)}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: ${app.name}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: ingress
        - podSelector: {}
`;
}

function role(app: Application): string {
  return `${head('rbac.authorization.k8s.io/v1', 'Role', app)}rules:
  - apiGroups: [""]
    resources: [configmaps]
    resourceNames: [${app.name}]
    verbs: [get, watch]
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [get, create, update]
`;
}
