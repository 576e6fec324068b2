/** A Deployment behind a Service of the same name, for examples: with what stands in its spec, its pod and its container. */
export function servedDeployment(q: {
  readonly replicas?: number;
  readonly kind?: string;
  readonly spec?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly service?: string;
}): string {
  const indented = (text: string | undefined, by: number): string =>
    text === undefined ? '' : `${text.trimEnd().replaceAll(/^/gm, ' '.repeat(by))}\n`;
  return `apiVersion: apps/v1
kind: ${q.kind ?? 'Deployment'}
metadata: {name: web, namespace: shop, uid: d1}
spec:
  replicas: ${q.replicas ?? 3}
${indented(q.spec, 2)}  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
${indented(q.pod, 6)}      containers:
        - name: app
          image: registry.example.org/web:1.4
          ports: [{name: http, containerPort: 8080}]
${indented(q.container, 10)}---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
${indented(q.service, 2)}  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
`;
}
