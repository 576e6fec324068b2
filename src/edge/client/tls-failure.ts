import type { PeerCertificate } from 'node:tls';
import { ApiFailure } from './api-server.ts';
import { spanText } from './failure-text.ts';

/** Why a server certificate was not accepted, in words; `code` is OpenSSL's or Node's. */
export function tlsFailure(code: string, certificate: PeerCertificate | undefined, q: { host: string; nowMs: number }): ApiFailure {
  return new ApiFailure('tls', describe(code, certificate, q));
}

function describe(code: string, certificate: PeerCertificate | undefined, q: { host: string; nowMs: number }): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return dated('certificate expired', certificate?.valid_to, (atMs) => `${spanText(q.nowMs - atMs)} ago`);
    case 'CERT_NOT_YET_VALID':
      return dated('certificate becomes valid only', certificate?.valid_from, (atMs) => `in ${spanText(atMs - q.nowMs)}`);
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `certificate is not for ${q.host}, but for ${names(certificate)}`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
      return 'certificate signed by an unknown authority';
    case 'CERT_SIGNATURE_FAILURE':
      return 'certificate has a wrong signature';
    case 'CERT_REVOKED':
      return 'certificate is revoked';
    default:
      return `certificate not accepted (${code.toLowerCase().replaceAll('_', ' ')})`;
  }
}

function dated(text: string, date: string | undefined, when: (atMs: number) => string): string {
  const atMs = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(atMs) ? text : `${text} ${when(atMs)}`;
}

function names(certificate: PeerCertificate | undefined): string {
  const all = (certificate?.subjectaltname ?? '').split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
  const shown = all.filter((name) => name !== '').slice(0, 3);
  if (shown.length === 0) return 'no name';
  return all.length > shown.length ? `${shown.join(', ')} …` : shown.join(', ');
}
