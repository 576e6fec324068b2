import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bits, der, integer, octets, oid, sequence, set, time, utf8, yes } from './der.ts';

/** A certificate with its private key, as PEM text. */
export interface KeyedCertificate {
  readonly certPem: string;
  readonly keyPem: string;
}

/** A certificate authority that lives as long as the process. */
export interface SimAuthority {
  readonly caPem: string;
  /** For 127.0.0.1, ::1 and localhost. */
  readonly server: KeyedCertificate;
  /** A client certificate: the user is the common name, groups are organizations. */
  issueClient(user: string, groups: readonly string[]): KeyedCertificate;
}

interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

interface CertificateRequest {
  readonly subject: Subject;
  readonly issuer: Subject;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

const dayMs = 86_400_000;
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));

/** Makes a new authority with ECDSA P-256 keys; takes about a millisecond. Valid from a year ago, as simulated time may lie in the past. */
export function createAuthority(): SimAuthority {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer: Subject = { commonName: 'hindsight-sim-ca' };
  const issue = (subject: Subject, publicKey: KeyObject, extensions: readonly Buffer[]): string =>
    certificatePem({ subject, issuer, publicKey, signingKey: ca.privateKey, extensions });
  const issueKeyed = (subject: Subject, extensions: readonly Buffer[]): KeyedCertificate => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      certPem: issue(subject, keys.publicKey, extensions),
      keyPem: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    };
  };
  return {
    caPem: issue(issuer, ca.publicKey, [basicConstraints(true), keyUsage(0x06, 1)]),
    server: issueKeyed({ commonName: 'kube-apiserver' }, [basicConstraints(false), extendedUsage('1.3.6.1.5.5.7.3.1'), alternativeNames()]),
    issueClient: (user, groups) =>
      issueKeyed({ commonName: user, organizations: groups }, [basicConstraints(false), extendedUsage('1.3.6.1.5.5.7.3.2')]),
  };
}

/** Source: RFC 5280 §4.1 */
function certificatePem(q: CertificateRequest): string {
  const now = Date.now();
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    distinguishedName(q.issuer),
    sequence(time(now - 365 * dayMs), time(now + 3650 * dayMs)),
    distinguishedName(q.subject),
    q.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...q.extensions)),
  );
  const whole = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, q.signingKey)));
  return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
}

function distinguishedName({ commonName, organizations = [] }: Subject): Buffer {
  return sequence(
    ...organizations.map((name) => set(sequence(oid('2.5.4.10'), utf8(name)))),
    set(sequence(oid('2.5.4.3'), utf8(commonName))),
  );
}

function basicConstraints(isAuthority: boolean): Buffer {
  return sequence(oid('2.5.29.19'), yes, octets(isAuthority ? sequence(yes) : sequence()));
}

function keyUsage(mask: number, unusedBits: number): Buffer {
  return sequence(oid('2.5.29.15'), yes, octets(der(0x03, Buffer.from([unusedBits, mask]))));
}

function extendedUsage(purpose: string): Buffer {
  return sequence(oid('2.5.29.37'), octets(sequence(oid(purpose))));
}

function alternativeNames(): Buffer {
  const ip4 = der(0x87, Buffer.from([127, 0, 0, 1]));
  const ip6 = der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])]));
  return sequence(oid('2.5.29.17'), octets(sequence(ip4, ip6, der(0x82, Buffer.from('localhost')))));
}
