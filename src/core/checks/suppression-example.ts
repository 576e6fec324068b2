/** A pod with one annotation, for examples. */
export function podYaml(annotation: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  annotations:
    ${annotation}
spec:
  containers:
    - {name: app, image: "registry.example.org/web:3"}
`;
}
