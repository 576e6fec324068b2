/** True for a line that belongs to the message of the line before it, as far as one can tell by its looks: indented lines, causes of stack traces, ends of printed JSON. */
export function continuesLine(text: string): boolean {
  switch (text.charCodeAt(0)) {
    case 32:
    case 9:
      return true;
    case 67: // C
      return text.startsWith('Caused by:');
    case 83: // S
      return text.startsWith('Suppressed:');
    case 125: // }
    case 93: // ]
      return text.length <= 2;
    default:
      return false;
  }
}
