import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A certificate and its private key as PEM text. */
export interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Who a certificate is for. */
export interface CertificateRequest {
  readonly commonName: string;
  /** Groups of a client certificate: Kubernetes reads them from `O`. */
  readonly organizations?: readonly string[];
  /** DNS names and IPv4 addresses of a server certificate. */
  readonly hosts?: readonly string[];
}

/** A throwaway certificate authority for tests. */
export interface CertificateAuthority {
  readonly cert: string;
  issue(request: CertificateRequest): IssuedCertificate;
}

const oid = {
  commonName: '550403',
  organization: '55040a',
  ecdsaSha256: '2a8648ce3d040302',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  extendedKeyUsage: '551d25',
  subjectAltName: '551d11',
  serverAuth: '2b06010505070301',
  clientAuth: '2b06010505070302',
} as const;

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bitString = (bytes: Uint8Array): Buffer => der(0x03, Buffer.from([0]), bytes);
const utcTime = (atMs: number): Buffer => der(0x17, Buffer.from(`${new Date(atMs).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
const algorithm = sequence(objectId(oid.ecdsaSha256));

function name(request: CertificateRequest): Buffer {
  const part = (id: string, text: string): Buffer => der(0x31, sequence(objectId(id), der(0x0c, Buffer.from(text))));
  const groups = (request.organizations ?? []).map((text) => part(oid.organization, text));
  return sequence(...groups, part(oid.commonName, request.commonName));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(objectId(id), ...(critical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value));
}

const authorityExtensions = [
  extension(oid.basicConstraints, sequence(der(0x01, Buffer.from([0xff]))), true),
  // keyCertSign and cRLSign.
  extension(oid.keyUsage, der(0x03, Buffer.from([1, 0x06])), true),
];

function leafExtensions(hosts: readonly string[]): Buffer[] {
  const usages = extension(oid.extendedKeyUsage, sequence(objectId(oid.serverAuth), objectId(oid.clientAuth)));
  if (hosts.length === 0) return [usages];
  const names = hosts.map((host) => (isIPv4(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host))));
  return [usages, extension(oid.subjectAltName, sequence(...names))];
}

interface Signing {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly signWith: KeyObject;
  readonly extensions: readonly Buffer[];
}

function sign(q: Signing): string {
  const dayMs = 86_400_000;
  const tbs = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    // A serial number is positive: no leading bit.
    der(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
    algorithm,
    q.issuer,
    sequence(utcTime(Date.now() - dayMs), utcTime(Date.now() + 365 * dayMs)),
    q.subject,
    q.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...q.extensions)),
  );
  const body = sequence(tbs, algorithm, bitString(createSign('sha256').update(tbs).sign(q.signWith)));
  return pem('CERTIFICATE', body);
}

/** A PKCS#10 request as PEM text, signed with a key that is thrown away: for CertificateSigningRequests. */
export function certificateSigningRequest(request: CertificateRequest): string {
  const keys = newKeys();
  const wanted = sequence(der(0x02, Buffer.from([0])), name(request), keys.publicKey.export({ type: 'spki', format: 'der' }), der(0xa0));
  const body = sequence(wanted, algorithm, bitString(createSign('sha256').update(wanted).sign(keys.privateKey)));
  return pem('CERTIFICATE REQUEST', body);
}

function pem(label: string, body: Buffer): string {
  return `-----BEGIN ${label}-----\n${body.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;
}

const newKeys = (): { publicKey: KeyObject; privateKey: KeyObject } => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A new authority with keys of its own; its certificates are valid for a year. */
export function makeAuthority(commonName: string): CertificateAuthority {
  const keys = newKeys();
  const issuer = name({ commonName });
  const own = { issuer, subject: issuer, publicKey: keys.publicKey, signWith: keys.privateKey, extensions: authorityExtensions };
  return {
    cert: sign(own),
    issue(request) {
      const leaf = newKeys();
      const extensions = leafExtensions(request.hosts ?? []);
      const cert = sign({ issuer, subject: name(request), publicKey: leaf.publicKey, signWith: keys.privateKey, extensions });
      return { cert, key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}
