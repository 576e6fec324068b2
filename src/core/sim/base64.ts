const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Standard base64 of a text of ASCII characters. */
export function base64(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i += 3) {
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const bits = (text.charCodeAt(i) << 16) | ((b || 0) << 8) | (c || 0);
    out += alphabet[bits >>> 18];
    out += alphabet[(bits >>> 12) & 63];
    out += Number.isNaN(b) ? '=' : alphabet[(bits >>> 6) & 63];
    out += Number.isNaN(c) ? '=' : alphabet[bits & 63];
  }
  return out;
}

/** The text that standard base64 encodes, byte for byte as characters. */
export function fromBase64(encoded: string): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const letter of encoded) {
    const value = alphabet.indexOf(letter);
    if (value < 0) continue;
    bits = (bits << 6) | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += String.fromCharCode((bits >>> held) & 255);
  }
  return out;
}
