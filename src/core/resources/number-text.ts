/** From here on a whole number is no int64 any more, and Go prints it as the float that it decodes to. */
const int64End = 2 ** 63;

/**
 * A number as kubectl prints it: whole ones plainly, others with the shortest digits, with an exponent of two digits at least below
 * 0.0001 and from a million on (`1e-05`, `1.2345675e+06`).
 * Source: Go fmt `%v` of int64 and float64 (strconv 'g', shortest: exponent below -4 or from 6 on).
 */
export function numberText(number: number): string {
  const magnitude = Math.abs(number);
  if (Number.isInteger(number) && magnitude < int64End) return number === 0 ? '0' : String(number);
  if (!Number.isFinite(number)) return Number.isNaN(number) ? 'NaN' : number > 0 ? '+Inf' : '-Inf';
  if (magnitude >= 1e-4 && magnitude < 1e6) return String(number);
  const [digits, exponent] = number.toExponential().split('e') as [string, string];
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}
