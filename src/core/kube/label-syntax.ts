const namePart = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Tells whether a text may be the key of a label: an optional DNS subdomain of 253 characters, `/`, and a name of 63.
 * Source: k8s.io/apimachinery pkg/api/validate/content IsLabelKey
 */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== undefined && (prefix.length > 253 || !subdomain.test(prefix))) return false;
  return name.length <= 63 && namePart.test(name);
}

/**
 * Tells whether a text may be the value of a label: empty, or 63 characters at most of letters, digits, `-`, `_`, `.`, alphanumeric at both ends.
 * Source: k8s.io/apimachinery pkg/util/validation IsValidLabelValue
 */
export function isLabelValue(value: string): boolean {
  return value === '' || (value.length <= 63 && namePart.test(value));
}
