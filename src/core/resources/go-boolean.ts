/** `True` or `False`, as some printers write what is declared a boolean. Source: printers.go printBool. */
export function goBoolean(value: unknown): string {
  return value === true ? 'True' : 'False';
}
