import type { KubeObject } from './object.ts';

/** What stands where a secret value was. */
export const maskText = '**HIDDEN-BY-HINDSIGHT**';

const secretWord =
  /PASSWORD|PASSWD|PASSPHRASE|(^|[^A-Z])(PASS|PWD|CREDS?|DSN)([^A-Z]|$)|TOKEN|SECRET|KEY|CREDENTIAL|PRIVATE|CONNECTION_?STRING|JAAS|(^|[^A-Z])AUTH$/;
/** Words at the end of a name that say it names a place or a setting, not a secret. */
const placeWord = /(^|[^A-Z])(FILE|PATH|DIR|DIRECTORY|NAME|NAMESPACE|TTL|TIMEOUT|ENABLED|TYPE|INTERVAL|HOST|PORT|EXPIRY|LOCATION)$/;

const verdicts = new Map<string, boolean>();

/** Names are invented by people: an attacker must not fill our memory with them. */
const mostVerdicts = 20_000;

/** True when a variable of that name holds a secret by all appearances: `DB_PASSWORD`, `apiKey`; not `TOKEN_FILE`, `SECRET_PATH`. */
export function looksSecret(name: string): boolean {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
  const verdict = secretWord.test(words) && !placeWord.test(words);
  if (verdicts.size >= mostVerdicts) verdicts.clear();
  verdicts.set(name, verdict);
  return verdict;
}

/** Login in a URL: `postgres://user:password@host`. */
const urlLogin = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)([^\s/@]+)@/gi;

/** The value of a variable as it may be kept: masked whole when the name looks secret, masked in part when it is a URL with a password. */
export function maskedEnvValue(name: string, value: string): string {
  if (value === '' || value === maskText) return value;
  if (looksSecret(name)) return maskText;
  if (!value.includes('@') || !value.includes('://')) return value;
  const masked = value.replace(urlLogin, `$1${maskText}@`);
  forgetLastMatch();
  return masked;
}

/** The engine keeps the text of the last match of any pattern (`RegExp.input`): to be called after a pattern was tried on a secret. */
export function forgetLastMatch(): void {
  /^/.test('');
}

/**
 * True when a container of the pod spec has a literal variable to mask. Costs about 20 ns for each variable.
 * Source: k8s.io/api core/v1 types.go PodSpec, EnvVar.
 */
export function podSpecHasSecret(podSpec: unknown): boolean {
  if (typeof podSpec !== 'object' || podSpec === null) return false;
  const spec = podSpec as Record<string, unknown>;
  return (
    containersHaveSecret(spec.containers) || containersHaveSecret(spec.initContainers) || containersHaveSecret(spec.ephemeralContainers)
  );
}

function containersHaveSecret(containers: unknown): boolean {
  if (!Array.isArray(containers)) return false;
  for (const container of containers as readonly { env?: unknown }[]) {
    const env = container?.env;
    if (Array.isArray(env) && envHasSecret(env)) return true;
  }
  return false;
}

function envHasSecret(env: readonly unknown[]): boolean {
  for (const entry of env as readonly ({ name?: unknown; value?: unknown } | null)[]) {
    if (entry === null || typeof entry.value !== 'string' || typeof entry.name !== 'string') continue;
    if (maskedEnvValue(entry.name, entry.value) !== entry.value) return true;
  }
  return false;
}

/**
 * Masks, in place, everything in a decoded object that may hold a secret; true when something was changed. The slow, always correct way:
 * - literal `env[].value` of secret-looking names and passwords in URLs, wherever an `env` array is;
 * - the same inside annotations that carry a whole object as JSON (last-applied, kapp); annotations that carry it packed (Rancher) whole;
 * - `data` and `stringData` of Secrets, also embedded ones, and all annotation values of Secrets;
 * - Helm release data in ConfigMaps.
 */
export function maskObject(object: KubeObject): boolean {
  return maskValue(object, 0);
}

/** Deep enough for any real object; deeper is not followed, since the stack is finite. */
const deepest = 200;

function maskValue(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth > deepest) return false;
  let changed = false;
  if (Array.isArray(value)) {
    for (const item of value) changed = maskValue(item, depth + 1) || changed;
    return changed;
  }
  const record = value as Record<string, unknown>;
  if (record.kind === 'Secret') changed = maskSecret(record);
  else if (record.kind === 'ConfigMap') changed = maskHelmRelease(record);
  for (const key of Object.keys(record)) {
    const inner = record[key];
    if (key === 'env' && Array.isArray(inner)) changed = maskEnv(inner) || changed;
    else if (key === 'annotations') changed = maskAnnotations(inner, depth) || changed;
    changed = maskValue(inner, depth + 1) || changed;
  }
  return changed;
}

function maskEnv(env: readonly unknown[]): boolean {
  let changed = false;
  for (const entry of env) {
    if (typeof entry !== 'object' || entry === null) continue;
    const variable = entry as { name?: unknown; value?: unknown };
    if (typeof variable.value !== 'string' || typeof variable.name !== 'string') continue;
    const masked = maskedEnvValue(variable.name, variable.value);
    if (masked === variable.value) continue;
    variable.value = masked;
    changed = true;
  }
  return changed;
}

/**
 * How base64 of gzip, zip and zstd begins: operators pack a copy of the object so, literal variables included.
 * Source: github.com/rancher/wrangler pkg/apply/desiredset_compare.go, github.com/cisco-open/k8s-objectmatcher patch/annotation.go.
 */
export const packedBeginnings: readonly string[] = ['H4sI', 'UEsD', 'KLUv/'];

/** Annotations that hold JSON are masked inside; what starts like JSON but is not, and speaks of secrets, is masked whole, and so is what is packed. */
function maskAnnotations(annotations: unknown, depth: number): boolean {
  if (typeof annotations !== 'object' || annotations === null || Array.isArray(annotations)) return false;
  let changed = false;
  const record = annotations as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    const text = record[key];
    if (typeof text !== 'string') continue;
    const masked = maskedAnnotation(text, depth);
    if (masked === text) continue;
    record[key] = masked;
    changed = true;
  }
  return changed;
}

/** Words of JSON, with or without escapes, that something to mask stands behind. No pattern, see `forgetLastMatch`. */
const objectWords = ['env"', 'env\\', 'Secret"', 'Secret\\', '"helm', '"TILLER', '\\"helm', '\\"TILLER'];

function maskedAnnotation(text: string, depth: number): string {
  if (packedBeginnings.some((beginning) => text.startsWith(beginning))) return maskText;
  return mayHoldObject(text) ? maskJsonText(text, depth) : text;
}

function mayHoldObject(text: string): boolean {
  const start = text.trimStart()[0];
  return (start === '{' || start === '[') && objectWords.some((word) => text.includes(word));
}

function maskJsonText(text: string, depth: number): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return maskText;
  }
  return maskValue(value, depth + 1) ? JSON.stringify(value) : text;
}

/** Source: k8s.io/api core/v1 types.go Secret. */
function maskSecret(secret: Record<string, unknown>): boolean {
  const annotations = (secret.metadata as Record<string, unknown> | null | undefined)?.annotations;
  return [maskAll(secret.data), maskAll(secret.stringData), maskAll(annotations)].includes(true);
}

/** Source: helm.sh/helm pkg/storage/driver/cfgmaps.go: label owner=helm, the release in `data.release`; Helm 2: OWNER=TILLER. */
function maskHelmRelease(configMap: Record<string, unknown>): boolean {
  const labels = (configMap.metadata as { labels?: Record<string, unknown> } | null | undefined)?.labels;
  if (labels?.owner !== 'helm' && labels?.OWNER !== 'TILLER') return false;
  return maskAll(configMap.data);
}

function maskAll(values: unknown): boolean {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return false;
  const record = values as Record<string, unknown>;
  let changed = false;
  for (const key of Object.keys(record)) {
    if (record[key] === maskText || record[key] === '') continue;
    record[key] = maskText;
    changed = true;
  }
  return changed;
}
