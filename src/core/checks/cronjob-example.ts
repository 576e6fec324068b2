/** A CronJob for examples, with what stands in its spec, its Job's spec and its status. */
export function cronJobYaml(q: {
  readonly schedule?: string;
  readonly spec?: string;
  readonly job?: string;
  readonly status?: string;
  readonly name?: string;
}): string {
  const indented = (text: string | undefined, by: number): string =>
    text === undefined ? '' : `${text.replaceAll(/^/gm, ' '.repeat(by))}\n`;
  return `apiVersion: batch/v1
kind: CronJob
metadata: {name: ${q.name ?? 'export'}, namespace: shop, creationTimestamp: "2026-11-01T00:00:00Z"}
spec:
  schedule: "${q.schedule ?? '7 3 * * *'}"
${indented(q.spec, 2)}  jobTemplate:
    spec:
${indented(q.job, 6)}      template:
        spec:
          restartPolicy: Never
          containers:
            - name: export
              image: registry.example.org/export:3
${q.status === undefined ? '' : `status:\n${indented(q.status, 2)}`}`;
}
